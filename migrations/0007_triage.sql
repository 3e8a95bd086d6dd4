-- What choosing a schema adds: the documents that no schema says it is for wait in a list of their own.


-- Triage ---------------------------------------------------------------------------------------------------------------

create index documents_in_triage on documents (workspace_id, created_at desc, id desc) where error_code = 'no_schema_applies';
