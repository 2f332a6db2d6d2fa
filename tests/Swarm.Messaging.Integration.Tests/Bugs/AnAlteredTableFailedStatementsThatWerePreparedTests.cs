using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>After a table was altered, each connection that had prepared a statement on it failed one node for good: "cached plan must not change result type".</summary>
public sealed class AnAlteredTableFailedStatementsThatWerePreparedTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private const string Sql = "select * from orders";

    private PostgresServer server = null!;
    private WorkflowHost host = null!;

    public async Task InitializeAsync()
    {
        server = await PostgresServer.StartAsync();
        host = await WorkflowHost.StartAsync(redis.Port, configure: services => services.Configure<WorkflowOptions>(
            o => (o.Databases["crm"], o.DatabaseConnections) = ($"postgresql:{server.ConnectionString}", 1)));
        await ExecuteAsync("create table orders(id int); insert into orders values (1)");
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task They_are_prepared_anew()
    {
        for (var i = 0; i < 8; i++)
            await RowsAsync(Sql);
        await ExecuteAsync("alter table orders add column paid int default 7");

        for (var i = 0; i < 4; i++)
            (await RowsAsync(Sql))[0].GetProperty("paid").GetInt32().ShouldBe(7);
    }

    [Fact]
    public async Task A_new_column_may_have_a_new_type()
    {
        await RowsAsync(Sql);
        await ExecuteAsync("create type mood as enum ('sad', 'glad'); alter table orders add column feels mood default 'glad'");

        (await RowsAsync(Sql))[0].GetProperty("feels").GetString().ShouldBe("glad");
    }

    private static SubmitWorkflow Query(string sql) => WorkflowHost.Parse(
        $$"""{ "workflowId": "q", "nodes": [ { "id": "q", "type": "database_query", "configuration": { "database": "crm", "sql": {{JsonSerializer.Serialize(sql)}} } } ] }""");

    private async Task<JsonElement> RowsAsync(string sql)
    {
        var run = await host.RunAsync(Query(sql));
        run.State.ShouldBe(WorkflowStates.Completed, string.Join("; ", run.Errors.Select(e => e.Error)));
        return run.Results["q"].Data!.Value.GetProperty("rows");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
