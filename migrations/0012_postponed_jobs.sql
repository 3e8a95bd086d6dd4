-- How often a job had to wait for a language model: one that waits too often is finished without it.
alter table jobs add column postponed smallint not null default 0;
