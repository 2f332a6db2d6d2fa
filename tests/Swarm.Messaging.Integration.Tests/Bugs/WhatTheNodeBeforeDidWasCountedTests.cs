using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary><c>affected</c> of a SQLite text counted, for each statement that changes no rows, what the last one before had changed, be it another node's.</summary>
public sealed class WhatTheNodeBeforeDidWasCountedTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task The_rows_of_the_text_s_own_statements_are()
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);
        await lite.DoneAsync(
            """
            create table t(n integer); create table parent(k integer primary key); create table child(k integer references parent on delete cascade);
            create table log(n integer); create trigger logs after insert on log begin insert into t values(100); insert into t values(100); end; create view v as select n from t;
            create trigger views instead of insert on v begin insert into t values(100); end
            """);

        foreach (var (sql, affected) in ((string, int)[])
            [
                ("insert into t values(1),(2),(3),(4),(5),(6),(7)", 7),
                ("begin; update t set n = 0 where false; commit", 0),
                ("create table a(n)", 0),
                ("insert into t values(8); create table b(n)", 1),
                ("insert into t values(8); pragma user_version = 1", 1),
                ("select 1 as one", 0),
                ("drop table a; alter table b add column m; create index i on t(n)", 0),
                ("create table c as select * from t", 0),
                ("savepoint s; update t set n = n; rollback to s; release s", 9),
                ("update t set n = n where n < 3; delete from t where n = 8", 4),
                ("insert into log values(1)", 1),
                ("insert into v values(1); select 1 as one", 0),
                ("insert into t values(9),(9),(9) returning n; create table d(n); delete from d", 3),
                ("insert into d values(9),(9),(9); insert into d values(1),(2) returning n; insert into d select * from d returning n; insert into d values(1)", 11),
                ("with w as (select 1 as one) insert into d select one from w; with w as (select 1 as one) select replace('a', 'b', 'c') from w", 1),
                ("replace into parent values(1); replace into parent values(1); insert into child values(1),(1)", 4),
                ("insert or ignore into parent values(1)", 0),
                ("pragma foreign_keys = on; delete from parent", 1),
                ("begin; delete from t; commit; begin; delete from d; commit", 25),
                ("vacuum", 0),
            ])
        {
            var run = await lite.RunAsync(sql, maxRows: "1");
            run.Errors.ShouldBeEmpty(sql);
            run.Results["q"].Data!.Value.GetProperty("affected").GetInt32().ShouldBe(affected, sql);
        }
    }
}
