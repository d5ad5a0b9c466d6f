-- Every number the documents give, as a dated value with its source; and the published calendar.
create table policy_value (
  key     text  not null,
  from_on date  not null,
  value   jsonb not null,
  unit    text  not null,
  source  text  not null,

  primary key (key, from_on)
);

comment on table policy_value is 'A rule number and the day from which it holds. The value in force is the latest from_on not after that day.';

create table calendar_year (
  year      smallint primary key check (year between 2000 and 2200),
  published boolean  not null
);

comment on table calendar_year is 'Whether the State Council has published the holidays of a year.';

create table calendar_day (
  day  date primary key,
  kind text not null check (kind in ('off', 'work')),
  name text not null
);

comment on table calendar_day is 'A day that differs from its weekday: a holiday (off) or a make-up workday (work).';
