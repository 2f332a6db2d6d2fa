using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>Queries of nodes, on a SQLite file.</summary>
public sealed class DatabaseNodeTests(StoreRedis redis) : IClassFixture<StoreRedis>, IDisposable
{
    private readonly TempFolder folder = new("database");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    [Fact]
    public async Task Values_go_in_as_parameters_and_rows_come_out()
    {
        await using var host = await StartAsync();

        var run = await host.RunAsync(WorkflowHost.Parse("""
            {
              "workflowId": "sql", "input": { "name": "O'Brien'; drop table people; --" },
              "nodes": [
                { "id": "make", "type": "database_query", "configuration": { "database": "people", "sql": "create table people(id integer primary key, name text, weight real)" } },
                { "id": "add", "type": "database_query", "configuration": { "database": "people", "sql": "insert into people(name, weight) values (@name, @weight)",
                  "parameters": { "name": { "$from": "input.name" }, "weight": 71.5 } } },
                { "id": "read", "type": "database_query", "configuration": { "database": "people", "sql": "select * from people where name = @name", "parameters": { "name": { "$from": "input.name" } } } }
              ],
              "edges": [ { "source": "make", "target": "add" }, { "source": "add", "target": "read" } ]
            }
            """));

        run.State.ShouldBe(WorkflowStates.Completed, run.Reason);
        run.Results["add"].Data!.Value.GetProperty("affected").GetInt32().ShouldBe(1);
        var row = run.Results["read"].Data!.Value.GetProperty("rows")[0];
        (row.GetProperty("id").GetInt32(), row.GetProperty("name").GetString(), row.GetProperty("weight").GetDouble()).ShouldBe((1, "O'Brien'; drop table people; --", 71.5));
    }

    [Fact]
    public async Task A_statement_is_the_workflows_own_and_a_database_the_hosts()
    {
        await using var host = await StartAsync();

        var refused = await host.RefuseAsync(WorkflowHost.Parse("""
            { "workflowId": "sql", "nodes": [
                { "id": "a", "type": "database_query", "configuration": { "database": "people", "sql": { "$from": "input.sql" } } },
                { "id": "b", "type": "database_query", "configuration": { "database": "payroll", "sql": "select 1" } } ] }
            """));

        refused.Violations.Select(v => v.Field).ShouldBe(["nodes[0].configuration.sql", "nodes[1].configuration.database"]);
    }

    [Fact]
    public async Task A_wrong_statement_is_not_tried_again()
    {
        await using var host = await StartAsync();

        var run = await host.RunAsync(WorkflowHost.Parse(
            """{ "workflowId": "sql", "nodes": [ { "id": "a", "type": "database_query", "configuration": { "database": "people", "sql": "select * from nowhere" } } ] }"""));

        run.Nodes.ShouldHaveSingleItem().Attempts.ShouldBe(1);
        run.Errors.ShouldHaveSingleItem().Error.ShouldContain("nowhere");
    }

    [Fact]
    public async Task A_number_that_no_database_takes_is_told_and_not_written_as_another()
    {
        await using var host = await StartAsync();

        var run = await host.RunAsync(WorkflowHost.Parse(
            """{ "workflowId": "sql", "nodes": [ { "id": "a", "type": "database_query", "configuration": { "database": "people", "sql": "select @n as n", "parameters": { "n": 1e400 } } } ] }"""));

        run.Nodes.ShouldHaveSingleItem().Attempts.ShouldBe(1);
        run.Errors.ShouldHaveSingleItem().Error.ShouldContain("1e400");
    }

    [Fact]
    public async Task Who_waits_too_long_for_a_connection_is_told_so_and_a_release_lets_the_next_one_in()
    {
        await using var database = new NodeDatabase(
            "people", SqliteFactory.Instance.CreateDataSource(Connection), new WorkflowOptions { DatabaseConnections = 1, DatabaseAcquire = TimeSpan.FromMilliseconds(50) }, TimeProvider.System);
        var gate = new TaskCompletionSource();
        var holder = database.WithConnectionAsync(async (_, _) => { await gate.Task; return 1; }, CancellationToken.None);

        var late = await Should.ThrowAsync<TimeoutException>(() => database.WithConnectionAsync((_, _) => Task.FromResult(2), CancellationToken.None));
        gate.SetResult();
        await holder;

        late.Message.ShouldBe("Connection acquisition timeout");
        (await database.WithConnectionAsync((_, _) => Task.FromResult(3), CancellationToken.None)).ShouldBe(3);
    }

    private string Connection => $"Data Source={Path.Combine(folder.Path, "people.db")}";

    private Task<WorkflowHost> StartAsync() => WorkflowHost.StartAsync(
        redis.Port, configure: services => services.Configure<WorkflowOptions>(o => o.Databases["people"] = $"sqlite:{Connection}"));
}
