using System.Text.Json;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A PostgreSQL function of the type void was executed and committed, and its node failed afterwards with an exception of .NET: five times, and with five crashes of a node worker.</summary>
public sealed class AFunctionThatReturnsNothingWasCommittedFiveTimesTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private PostgresHost postgres = null!;

    public async Task InitializeAsync()
    {
        postgres = await PostgresHost.StartAsync(redis);
        await postgres.AskAsync("create table v(i int); create function g(i int) returns void language plpgsql as 'begin insert into v values(i); end'");
    }

    public async Task DisposeAsync() => await postgres.DisposeAsync();

    [Theory]
    [InlineData("select g(1) as r")]
    [InlineData("begin; select g(1) as r; commit")]
    [InlineData("select g(1) as r; select 2 as ignored")]
    [InlineData("select g(1) as r, pg_sleep(0) as s")]
    public async Task It_is_null_and_runs_once(string sql)
    {
        (await postgres.RowsAsync(sql))[0].GetProperty("r").ValueKind.ShouldBe(JsonValueKind.Null);

        (await postgres.AskAsync("select count(*) from v")).ShouldBe(1L);
    }
}
