using Microsoft.Data.Sqlite;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A node whose time was over when its statement had just been answered, and its commit not yet sent, counted as a failure of its database; some of these opened its breaker.</summary>
public sealed class ANodeWhoseTimeEndedBetweenTwoWordsShutOffItsDatabaseTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_well_after_the_stop_speaks_for_its_database(bool isWell)
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync();
        var call = new DatabaseCall();

        await Should.ThrowAsync<OperationCanceledException>(() => call.RunAsync<int>(connection, () =>
        {
            if (!isWell)
                connection.Close();
            throw new OperationCanceledException();
        }));

        call.IsAnswered.ShouldBe(isWell);
    }

    [Fact]
    public async Task Statements_that_end_as_their_time_does_keep_no_other_from_their_database()
    {
        await using var postgres = await PostgresHost.StartAsync(redis, (o, _) => o.BreakerFailures = 1);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => postgres.RunAsync($"select pg_sleep(0.9{n}5)", more: """ "timeoutMs": 1000, "retry": { "preset": "none" },""")));

        (await postgres.RunAsync("select 1 as one")).State.ShouldBe(WorkflowStates.Completed);
    }
}
