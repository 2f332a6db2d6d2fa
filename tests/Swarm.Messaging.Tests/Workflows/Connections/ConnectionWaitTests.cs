using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Connections;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Tests.Workflows.Connections;

/// <summary>Waits for a connection and forgotten servers, on a clock that the test moves.</summary>
public sealed class ConnectionWaitTests
{
    private const string Connection = "Data Source=:memory:";

    [Fact]
    public async Task Five_of_five_are_taken_and_the_sixth_waits_ten_seconds_and_a_release_lets_the_next_one_in()
    {
        var time = new FakeTimeProvider();
        await using var database = new NodeDatabase(
            "people", SqliteFactory.Instance.CreateDataSource(Connection), new WorkflowOptions { DatabaseConnections = 5 }, time);
        var gate = new TaskCompletionSource();
        var holders = Enumerable.Range(0, 5).Select(n => database.WithConnectionAsync(async (_, _) => { await gate.Task; return n; }, CancellationToken.None)).ToList();
        var sixth = database.WithConnectionAsync((_, _) => Task.FromResult(6), CancellationToken.None);

        var full = database.Report(null);
        time.Advance(TimeSpan.FromSeconds(9.9));
        sixth.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(0.1));
        var late = await Should.ThrowAsync<TimeoutException>(() => sixth);
        var seventh = database.WithConnectionAsync((_, _) => Task.FromResult(7), CancellationToken.None);
        gate.SetResult();

        (full.Active, full.Most, full.Waiting).ShouldBe((5, 5, 1));
        late.Message.ShouldBe("Connection acquisition timeout");
        (await seventh).ShouldBe(7, "who gave up is gone: what was released went to who still waits");
        await Task.WhenAll(holders);
        var after = database.Report(null);
        (after.Active, after.Waiting, after.Served, after.AcquisitionTimeouts).ShouldBe((0, 0, 6, 1));
    }

    [Fact]
    public void A_server_that_nobody_calls_is_forgotten()
    {
        var time = new FakeTimeProvider();
        using var pools = new HttpPools(time);
        pools.Served(new Uri("http://a.example/x"), TimeSpan.FromMilliseconds(5));
        time.Advance(TimeSpan.FromMinutes(9));
        pools.Served(new Uri("http://b.example/x"), TimeSpan.FromMilliseconds(5));
        time.Advance(TimeSpan.FromMinutes(2));

        pools.CleanUp().ShouldBe(1);
        pools.Report(100).ShouldHaveSingleItem().Name.ShouldBe("http://b.example:80");
    }
}
