-- Published releases on paper: a PDF for each language, byte for byte, made once by a worker. They are the tenant KS's,
-- and anybody may read them. Nobody changes or deletes one, as nobody changes the release that it is of.
create table national.papers (
  tenant_id integer not null,
  release_sha256 bytea not null references national.releases,
  language text not null,
  paper_sha256 bytea not null,
  paper bytea not null,
  printed_at timestamptz not null,
  primary key (tenant_id, release_sha256, language),
  constraint named_by_its_content check (sha256(paper) = paper_sha256)
);
call log.guard('national.papers');
grant select, insert on national.papers to samson_worker;
grant select on national.papers to samson_ks;
