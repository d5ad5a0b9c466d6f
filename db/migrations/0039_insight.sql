-- What the records say before somebody asks: the same thing at the same place again, and what a season brings.
-- @source S3-58 BJ-25
create table lead (
  id          uuid        primary key references action,
  path        text        collate "C" not null,
  building_id uuid        not null references building,
  category    text        not null references request_category,
  from_on     date        not null,
  found_on    date        not null,
  fresh_until date        not null,
  requests    int         not null check (requests > 0),
  people      int         not null check (people > 0),

  constraint lead_days_in_order check (from_on <= found_on and found_on < fresh_until),
  -- however often the job runs, and whoever runs it: one for each place and theme at a time
  constraint lead_is_one exclude using gist (
    building_id with =, category with =, daterange(found_on, fresh_until, '[)') with &&)
);

comment on table lead is
  'The same thing at the same building again and again, found once a day: where mediation begins. requests and people are as counted on found_on over the days from from_on.';

create index lead_path on lead (path, found_on desc);
create trigger lead_path_is_a_place before insert on lead for each row execute function refuse_gone_path();

create table season_look (
  id        uuid        primary key references action,
  path      text        collate "C" not null,
  category  text        not null references request_category,
  looked_at timestamptz not null,
  looked_by uuid        not null references person,
  until_on  date        not null
);

comment on table season_look is
  'Somebody looked at what a season brings to a community, and until which day that holds. The words are in the content of its action.';

create index season_look_path on season_look (path, category, until_on desc);
create trigger season_look_path_is_a_place before insert on season_look for each row execute function refuse_gone_path();
