-- What the watched folder adds: which claimed file is which document.


-- The watched folder ---------------------------------------------------------------------------------------------------

-- A file that was claimed from the folder, and the document that its bytes are. `duplicate`: they had come before. The row is written
-- together with the document and goes when the file has left `processing`. It refers to no document by a key: when one is erased
-- meanwhile, its file must not count as one that was never handed in.
create table folder_claims (
    workspace_id uuid not null references workspaces,
    claim uuid not null,
    document_id uuid not null,
    duplicate boolean not null,
    handed_in_at timestamptz not null default now(),
    primary key (workspace_id, claim)
);
