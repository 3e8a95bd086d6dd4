-- What pieces add: documents that were found inside of another, in their order.


-- Pieces ---------------------------------------------------------------------------------------------------------------

-- The place of a piece among the pieces of its parent; null for what is no piece, and for a piece that a later reading of the parent did
-- not find any more.
alter table documents add column position integer check (position >= 0);

-- A member of a container is told apart by its name as well, for two may have the same bytes.
drop index documents_pieces;
create unique index documents_pieces
    on documents (workspace_id, parent_id, sha256, name, coalesce(page_first, 0), coalesce(page_last, 0)) where parent_id is not null;
create index documents_in_order on documents (workspace_id, parent_id, position) where position is not null;
