-- Returns    the store's clock in ms, of the server that holds the keys
return now
