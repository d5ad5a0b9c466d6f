-- A request that is opened has no handler and often no building; an index need not say so.

drop index request_handler;
create index request_handler on request (handler_id) where handler_id is not null;

drop index request_building;
create index request_building on request (building_id) where building_id is not null;
