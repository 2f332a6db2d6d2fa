using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A node that said <c>discard all</c> or <c>deallocate all</c> took from its PostgreSQL connection what the driver had prepared there, and later nodes failed; what a node prepared
/// itself was there for the next one.
/// </summary>
public sealed class WhatWasPreparedOutlivedItsNodeTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private PostgresHost postgres = null!;

    public async Task InitializeAsync() => postgres = await PostgresHost.StartAsync(redis, (o, _) => o.DatabaseConnections = 1);

    public async Task DisposeAsync() => await postgres.DisposeAsync();

    [Theory]
    [InlineData("discard all")]
    [InlineData("deallocate all")]
    [InlineData("select 2 as two; DEALLOCATE ALL")]
    [InlineData("deallocate _p1")]
    [InlineData("discard plans")]
    [InlineData("do $$ begin execute 'deallocate all'; end $$")]
    [InlineData("select forgets() as f")]
    public async Task What_a_node_ends_is_prepared_anew(string sql)
    {
        await postgres.AskAsync("create function forgets() returns int language plpgsql as 'begin execute ''deallocate all''; return 1; end'");
        const string Known = "select 1 as one";
        await postgres.RowsAsync(Known);

        for (var i = 0; i < 2; i++)
        {
            // Whether there is one of that name is the driver's own.
            await postgres.RunAsync(sql);
            (await postgres.RunAsync(Known)).Nodes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(node => node.Error.ShouldBeNull(), node => node.Attempts.ShouldBe(1));
        }
    }

    [Fact]
    public async Task What_a_node_prepares_is_gone_with_it()
    {
        for (var i = 0; i < 2; i++)
        {
            await postgres.RowsAsync("prepare pl as select 7 as seven; execute pl");
            await postgres.RowsAsync("PREPARE ps(int) as select $1 as n");
            (await postgres.ErrorAsync("execute ps(1)")).ShouldContain("26000");
        }

        (await postgres.ErrorAsync("prepare pf as select 1; select no_such")).ShouldContain("42703");
        (await postgres.RowsAsync("select count(*)::int as n from pg_prepared_statements where from_sql"))[0].GetProperty("n").GetInt32().ShouldBe(0);
    }
}
