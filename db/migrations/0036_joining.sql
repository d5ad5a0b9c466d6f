-- Residents who join a neighbour's open request instead of opening another: their own request, with their own number, follows it.
create table request_join (
  matter_id uuid        primary key references matter,
  into_id   uuid        not null references matter,
  person_id uuid        not null references person,
  joined_at timestamptz not null,
  left_at   timestamptz,

  constraint request_join_elsewhere check (into_id <> matter_id),
  constraint request_join_left_later check (left_at >= joined_at)
);

comment on table request_join is
  'Requests that their requester joined to a neighbour''s; what a desk merged is not here. Left when it goes on by itself or is taken back.';

create unique index request_join_once on request_join (into_id, person_id) where left_at is null;
