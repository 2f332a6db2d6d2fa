using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A statement that waited for a lock, or whose server did not answer to a cancel, held its node past its time, kept every other node of the host from
/// beginning, and its host from stopping.
/// </summary>
public sealed class ALockedDatabaseHeldItsNodePastItsTimeTests(StoreRedis redis) : IClassFixture<StoreRedis>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TempFolder folder = new("locked");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    [Fact]
    public async Task It_ends_with_timeout_at_its_time_others_run_meanwhile_and_nothing_is_written_later()
    {
        await using var host = await StartAsync($"sqlite:{Lite}");
        using var holder = Lock();

        var late = await host.SubmitAsync(Query("insert into steps values (1)", timeoutMs: 1_500));
        var beside = await host.RunAsync(WorkflowHost.Parse("""{ "workflowId": "w", "nodes": [ { "id": "n", "type": "data_transformation", "configuration": { "expression": "`1`" } } ] }"""));
        var ended = await host.EndAsync(late.ExecutionId);

        beside.State.ShouldBe(WorkflowStates.Completed);
        (ended.State, ended.Nodes[0].Attempts).ShouldBe((WorkflowStates.Failed, 1));
        ended.Errors.ShouldHaveSingleItem().Error.ShouldContain("1500 ms");
        beside.EndedAt.ShouldNotBeNull().ShouldBeLessThan(ended.EndedAt!.Value, "it did not wait for the one that waits");
        await Eventually.HoldsAsync(() => Report(host).Active == 0, "its connection is free, though the lock is still held");
        Run(holder, "rollback");
        (await host.RunAsync(Query("select count(*) as n from steps", 60_000))).Results["q"].Data!.Value.GetProperty("rows")[0].GetProperty("n").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task What_calculates_for_ever_is_interrupted()
    {
        await using var host = await StartAsync($"sqlite:{Lite}");

        var ended = await host.RunAsync(Query("with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n", timeoutMs: 500));

        ended.Errors.ShouldHaveSingleItem().Error.ShouldContain("500 ms");
        await Eventually.HoldsAsync(() => Report(host).Active == 0, "its connection is free");
        (await host.RunAsync(Query("select 1 as n", 60_000))).State.ShouldBe(WorkflowStates.Completed, "and as good as new");
    }

    [Fact]
    public async Task A_host_stops_while_the_lock_is_held()
    {
        var host = await StartAsync($"sqlite:{Lite}");
        using var holder = Lock();
        await host.SubmitAsync(Query("insert into steps values (1)", timeoutMs: 600_000));
        await Eventually.HoldsAsync(() => Report(host).Active == 1, "it waits for the lock");

        await host.DisposeAsync().AsTask().WaitAsync(Patience, TimeProvider.System);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_to_a_cancel_is_left_alone_and_its_place_is_free()
    {
        await using var server = await PostgresServer.StartAsync();
        var host = await StartAsync($"postgresql:{server.ConnectionString}");
        await using var operatorsOwn = new NpgsqlConnection(server.ConnectionString);
        await operatorsOwn.OpenAsync();
        var late = await host.SubmitAsync(Query("select pg_sleep(600)", timeoutMs: 3_000));
        var frozen = 0;
        await Eventually.HoldsAsync(async () => (frozen = await BackendAsync(operatorsOwn)) != 0, "it runs");
        UnixSignals.Send(frozen, UnixSignal.Stop);
        try
        {
            var ended = await host.EndAsync(late.ExecutionId);

            ended.Errors.ShouldHaveSingleItem().Error.ShouldContain("3000 ms");
            (await host.RunAsync(Query("select 1 as n", 60_000))).State.ShouldBe(WorkflowStates.Completed, "the only connection's place is free again");
            await host.SubmitAsync(Query("select pg_sleep(601)", timeoutMs: 600_000));
            await Eventually.HoldsAsync(() => Report(host).Active == 1, "another runs");
            await host.DisposeAsync().AsTask().WaitAsync(Patience, TimeProvider.System);
        }
        finally
        {
            UnixSignals.Send(frozen, UnixSignal.Continue);
        }
    }

    private static Messaging.Workflows.Connections.ConnectionPool Report(WorkflowHost host) =>
        host.Spine.Get<NodeDatabases>().Report().SingleOrDefault() ?? new() { Name = "db", Kind = "database", Most = 1 };

    private static async Task<int> BackendAsync(NpgsqlConnection connection)
    {
        await using var ask = new NpgsqlCommand("select pid from pg_stat_activity where query like 'select pg_sleep(600)%' and state = 'active'", connection);
        return await ask.ExecuteScalarAsync() is int pid ? pid : 0;
    }

    private static SubmitWorkflow Query(string sql, int timeoutMs) => WorkflowHost.Parse($$"""
        { "workflowId": "sql", "timeoutMs": 900000, "nodes": [ { "id": "q", "type": "database_query", "retry": { "preset": "none" }, "timeoutMs": {{timeoutMs}},
          "configuration": { "database": "db", "sql": {{JsonSerializer.Serialize(sql)}} } } ] }
        """);

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private string Lite => $"Data Source={folder.Combine("db.sqlite")}";

    private SqliteConnection Lock()
    {
        var holder = new SqliteConnection(Lite);
        holder.Open();
        Run(holder, "create table if not exists steps(n int)");
        Run(holder, "begin immediate");
        return holder;
    }

    private Task<WorkflowHost> StartAsync(string database) => WorkflowHost.StartAsync(redis.Port, configure: services =>
    {
        services.Configure<WorkflowOptions>(o => (o.Databases["db"], o.DatabaseConnections) = (database, 1));
        services.Configure<ExecutionOptions>(o => o.DrainTimeout = TimeSpan.FromMilliseconds(200));
    });
}
