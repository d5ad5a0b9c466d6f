-- Lists of a desk and the public board walk one range of one index, whatever the size of the city.
create index matter_done_wide     on matter (state, closed_at desc, id desc, path) where closed_at is not null;
create index matter_done_street   on matter (left(path, 9), state, closed_at desc, id desc, path) where closed_at is not null;
create index matter_opened_wide   on matter (opened_at desc, id desc, path);
create index matter_opened_street on matter (left(path, 9), opened_at desc, id desc, path);
create index matter_public        on matter (left(path, 9), path) where visibility = 'public';

drop index matter_opened_at;
drop index matter_board_wide;
drop index matter_board_street;

create index request_to_publish on request (matter_id)
  where may_publish and published_at is null and replied_at is not null;
