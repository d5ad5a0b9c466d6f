-- What a value may be is said by its type where a type can say it: a check is read anew by every statement that writes the
-- row, and a request had so many that they were a fifth of what opening one cost. Decision 0028.

create type request_channel as enum ('app', 'phone', 'visit', 'paper', 'chat', 'door');
create type request_kind as enum ('consult', 'help', 'complaint', 'report', 'suggestion', 'praise');
create type request_class as enum ('urgent', 'key', 'long_term');
create type request_confirmer as enum ('resident', 'silence');
create type request_solved as enum ('yes', 'partly', 'no');
create type request_late_reason as enum ('other_unit', 'wrong_unit', 'property', 'hands', 'materials', 'other');
create type clock_unit as enum ('hours', 'days', 'workdays', 'months', 'year_end');
create type clock_outcome as enum ('met', 'late', 'replaced', 'dropped');

alter table request
  drop constraint request_channel_check,
  drop constraint request_kind_check,
  drop constraint request_class_check,
  drop constraint request_confirmed_by_check,
  drop constraint request_solved_check,
  drop constraint request_late_reason_check,
  drop constraint request_title_check,
  drop constraint request_words_check,
  drop constraint request_room_check,
  drop constraint request_place_words_check,
  drop constraint request_rating_words_check,
  drop constraint request_erased_is_bare,
  drop constraint request_longitude_check,
  drop constraint request_latitude_check,
  alter column channel      type request_channel     using channel::request_channel,
  alter column kind         type request_kind        using kind::request_kind,
  alter column class        type request_class       using class::request_class,
  alter column confirmed_by type request_confirmer   using confirmed_by::request_confirmer,
  alter column solved       type request_solved      using solved::request_solved,
  alter column late_reason  type request_late_reason using late_reason::request_late_reason,
  alter column title        type varchar(40),
  alter column words        type varchar(500),
  alter column room         type varchar(12),
  alter column place_words  type varchar(100),
  alter column rating_words type varchar(300),
  add constraint request_says_something check (title <> '' and room <> ''),
  add constraint request_position_is_on_earth check (
    abs(longitude) <= 180::double precision and abs(latitude) <= 90::double precision);

alter table clock
  drop constraint clock_unit_check,
  drop constraint clock_outcome_check,
  drop constraint clock_end_is_whole,
  alter column unit    type clock_unit    using unit::clock_unit,
  alter column outcome type clock_outcome using outcome::clock_outcome,
  add constraint clock_end_is_whole check ((ended_at is null) = (outcome is null));

-- Only what touches an erased request pays for this.
create function refuse_words_of_erased() returns trigger language plpgsql as $$
begin
  if not (new.title = '已删除' and new.words = '' and cardinality(new.points) = 0 and new.room is null and new.unit is null
    and new.longitude is null and new.latitude is null and new.reply is null and new.refer is null
    and new.wait_reason is null and new.rating_words is null and new.public_words is null and new.public_reply is null
    and not new.may_publish) then
    raise exception 'an erased request keeps no words' using errcode = 'check_violation', constraint = 'request_erased_is_bare';
  end if;
  return new;
end $$;

create trigger request_erased_is_bare
  before insert or update of erased_at, title, words, points, room, unit, longitude, latitude, reply, refer, wait_reason,
    rating_words, public_words, public_reply, may_publish on request
  for each row when (new.erased_at is not null) execute function refuse_words_of_erased();
