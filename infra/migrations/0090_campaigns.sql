-- Campaigns: their read model.

create schema read_campaigns;
create table read_campaigns.campaigns (
  tenant_id integer not null,
  campaign_id uuid not null,
  name text not null,
  standing text not null,
  planned_at timestamptz not null,
  state bytea not null,
  primary key (tenant_id, campaign_id)
);

call log.guard('read_campaigns.campaigns');
grant usage on schema read_campaigns to samson_web, samson_worker, samson_projector;
grant select on read_campaigns.campaigns to samson_web, samson_worker;
grant select, insert, update, delete on read_campaigns.campaigns to samson_projector;
