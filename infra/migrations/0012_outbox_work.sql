-- What was done needs its particulars no more: the payload of a finished row is emptied, as it may name an address.
grant update (payload) on log.outbox to samson_worker;
