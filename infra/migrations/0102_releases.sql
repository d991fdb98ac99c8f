-- National releases: what is computed of a quarter, the report of its audit, and which of them are published.

grant usage on schema national to samson_ks;

-- The figures of a quarter, byte for byte, by their SHA-256, which KS's log names. Nobody changes or deletes one.
create table national.releases (
  release_sha256 bytea primary key,
  quarter text not null,
  version integer not null,
  ruleset integer not null,
  body bytea not null,
  constraint named_by_its_content check (sha256(body) = release_sha256)
);
grant select, insert on national.releases to samson_national;
grant select on national.releases to samson_ks;

-- What an audit of a release said. One release can be audited again, when more is published than before.
create table national.reports (
  report_sha256 bytea primary key,
  release_sha256 bytea not null references national.releases,
  snapshot_sha256 bytea not null,
  report bytea not null,
  constraint named_by_its_content check (sha256(report) = report_sha256)
);
create index reports_of_a_release on national.reports (release_sha256);
grant select, insert on national.reports to samson_national;
grant select on national.reports to samson_ks;

-- Which are published, from KS's log.
create schema read_releases;
create table read_releases.releases (
  tenant_id integer not null,
  quarter text not null,
  version integer not null,
  ruleset integer not null,
  release_sha256 bytea not null,
  report_sha256 bytea not null,
  published_at timestamptz not null,
  primary key (tenant_id, quarter, version)
);
call log.guard('read_releases.releases');
grant usage on schema read_releases to samson_ks, samson_projector;
grant select on read_releases.releases to samson_ks;
grant select, insert, update, delete on read_releases.releases to samson_projector;
