using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows.Runner;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Connections;

namespace Swarm.Messaging.Integration.Tests.Workflows.Connections;

/// <summary>Connections of nodes, to a real server and a real database.</summary>
public sealed class ConnectionTests(StoreRedis redis) : IClassFixture<StoreRedis>, IDisposable
{
    private readonly TempFolder folder = new("connections");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    [Fact]
    public async Task The_same_host_twice_is_one_pool_and_another_host_another()
    {
        await using var server = await SlowServer.StartAsync();
        await using var host = await RunnerHost.StartAsync(redis.Port);
        var port = new Uri(server.Url).Port;

        await CallAsync(host, "a", $"{server.Url}/now/a");
        await CallAsync(host, "b", $"{server.Url}/now/b");
        var one = Pools(host).ShouldHaveSingleItem();
        await CallAsync(host, "c", $"http://localhost:{port}/now/c");

        (one.Name, one.Served, one.Active, one.Idle, one.Total).ShouldBe(($"http://127.0.0.1:{port}", 2, 0, 1, 1));
        Pools(host).Select(p => (p.Name, p.Served)).ShouldBe([($"http://127.0.0.1:{port}", 2), ($"http://localhost:{port}", 1)]);
    }

    [Fact]
    public async Task A_request_is_served_and_its_time_is_the_average()
    {
        await using var server = await SlowServer.StartAsync();
        await using var host = await RunnerHost.StartAsync(redis.Port);

        await CallAsync(host, "short", $"{server.Url}/sleep/100");
        var alone = Pools(host).Single();
        await CallAsync(host, "long", $"{server.Url}/sleep/1000");
        var both = Pools(host).Single();

        (alone.Served, both.Served).ShouldBe((1, 2));
        // The server's timer and the host's clock are two: one may be some milliseconds before the other.
        alone.AverageMs.ShouldBeGreaterThanOrEqualTo(90);
        both.AverageMs.ShouldBeGreaterThanOrEqualTo((alone.AverageMs + 900) / 2, "the average of both, of which the second took 1,000 ms");
    }

    [Fact]
    public async Task What_is_under_way_is_in_use()
    {
        await using var server = await SlowServer.StartAsync();
        await using var host = await RunnerHost.StartAsync(redis.Port);
        await host.Spine.SubmitAsync(RunnerHost.Request("a", $"{server.Url}/wait/a"));
        await host.Spine.SubmitAsync(RunnerHost.Request("b", $"{server.Url}/wait/b"));
        await Eventually.HoldsAsync(() => server.Arrived.Count == 2, "both are there");

        var busy = Pools(host).Single();
        server.Release();
        await host.Spine.WaitForAsync("a", TaskStates.Completed);
        await host.Spine.WaitForAsync("b", TaskStates.Completed);

        (busy.Active, busy.Served).ShouldBe((2, 0));
        await Eventually.HoldsAsync(() => Pools(host).Single() is { Active: 0, Idle: 2, Served: 2 }, "both connections are kept");
    }

    [Fact]
    public async Task A_query_is_counted()
    {
        await using var host = await RunnerHost.StartAsync(redis.Port, configure: services => services.Configure<WorkflowOptions>(o => o.Databases["people"] = $"sqlite:{Connection}"));

        await host.RunAsync(WorkflowHost.Parse("""{ "workflowId": "q", "nodes": [ { "id": "a", "type": "database_query", "configuration": { "database": "people", "sql": "select 1 as one" } } ] }"""));

        var report = host.Spine.Get<ConnectionStatus>().Read();
        var pool = report.Databases.ShouldHaveSingleItem();
        (pool.Name, pool.Served, pool.Active, pool.Most, report.Totals.QueriesExecuted).ShouldBe(("people", 1, 0, 20, 1));
        pool.AverageMs.ShouldBeGreaterThan(0);
    }

    private string Connection => $"Data Source={Path.Combine(folder.Path, "people.db")}";

    private static IReadOnlyList<ConnectionPool> Pools(WorkflowHost host) => host.Spine.Get<ConnectionStatus>().Read().Http;

    private static async Task CallAsync(WorkflowHost host, string id, string url)
    {
        (await host.Spine.SubmitAsync(RunnerHost.Request(id, url))).Accepted.ShouldNotBeNull();
        await host.Spine.WaitForAsync(id, TaskStates.Completed);
    }
}
