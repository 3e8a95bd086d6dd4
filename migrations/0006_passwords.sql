-- What protected files add: the password that opens one.


-- Passwords ------------------------------------------------------------------------------------------------------------

-- Needed each time that a page is drawn or a decision is worked out anew; no result, list or log ever shows it.
alter table documents add column password text;
