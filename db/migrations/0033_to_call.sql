-- Who is called back is found by what the answer itself says, with small indexes: one of what was rated badly, one of what
-- nobody said anything to, by the day of the answer. Who wrote the answer does not call about it either.
-- @source BJ-23 GB39734
alter table request add column replied_by uuid references person;
comment on column request.replied_by is 'Who wrote the answer that stands; somebody else calls back about it.';

drop index request_to_call;
create index request_rated_badly on request (matter_id)  where service <= 2 and called_at is null;
create index request_silent      on request (replied_at) where confirmed_by = 'silence' and called_at is null;
