using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>An advisory lock that a node took stayed with the connection, which lay unused, and whoever else asked for it waited.</summary>
public sealed class ALockOutlivedItsNodeTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData("select pg_advisory_lock(500)", WorkflowStates.Completed)]
    [InlineData("select PG_TRY_ADVISORY_LOCK_SHARED(500); select 1", WorkflowStates.Completed)]
    [InlineData("select pg_advisory_lock(500), 1 / 0", WorkflowStates.Failed)]
    [InlineData("select pg_advisory_lock(500), 1e40::numeric as n", WorkflowStates.Failed)]
    [InlineData("begin; select pg_advisory_lock(500)", WorkflowStates.Failed)]
    [InlineData("do $$ begin perform pg_advisory_lock(500); end $$", WorkflowStates.Completed)]
    public async Task It_ends_with_its_node(string sql, string state)
    {
        await using var postgres = await PostgresHost.StartAsync(redis);

        (await postgres.RunAsync(sql)).State.ShouldBe(state);

        (await postgres.AskAsync("select count(*) from pg_locks where locktype = 'advisory'")).ShouldBe(0L);
    }
}
