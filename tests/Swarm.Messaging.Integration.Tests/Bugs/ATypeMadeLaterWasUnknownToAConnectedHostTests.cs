using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A host that had connected to PostgreSQL did not know types that were made afterwards: values of an enumeration had "no form in JSON", and their type was called "-.-".</summary>
public sealed class ATypeMadeLaterWasUnknownToAConnectedHostTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private PostgresServer server = null!;
    private WorkflowHost host = null!;

    public async Task InitializeAsync()
    {
        server = await PostgresServer.StartAsync();
        host = await WorkflowHost.StartAsync(redis.Port, configure: services => services.Configure<WorkflowOptions>(
            o => (o.Databases["crm"], o.DatabaseConnections) = ($"postgresql:{server.ConnectionString}", 3)));
        await RowsAsync("select 1 as one");
        await ExecuteAsync("create type mood as enum ('sad', 'glad'); create type pair as (a int, b int); create table people(name text, feels mood); create table log(at timestamptz)");
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task It_is_learnt_before_the_statement_is_executed()
    {
        var inserted = await RowsAsync("insert into people values ('ann', 'glad') returning name, feels");

        inserted[0].GetProperty("feels").GetString().ShouldBe("glad");
        (await RowsAsync("select count(*)::int as n from people"))[0].GetProperty("n").GetInt32().ShouldBe(1, "it was executed once");
        (await RowsAsync("select array['sad'::mood] as list"))[0].GetProperty("list").GetRawText().ShouldBe("""["sad"]""");
    }

    [Fact]
    public async Task Several_statements_are_undone_and_done_again()
    {
        (await RowsAsync("select 'sad'::mood as feels; insert into log values (now())"))[0].GetProperty("feels").GetString().ShouldBe("sad");

        (await RowsAsync("select count(*)::int as n from log"))[0].GetProperty("n").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Where_what_was_done_is_kept_that_is_said_and_the_next_time_it_is_known()
    {
        const string Own = "begin; insert into log values (now()); select 'sad'::mood as feels; commit";
        const string First = "begin; select 'sad'::mood as feels; insert into log values (now()); commit";

        (await host.RunAsync(Query(First))).Nodes[0].ShouldSatisfyAllConditions(
            node => node.ErrorType.ShouldBe("unknown_type"), node => node.Error!.ShouldContain("what it changed is kept"), node => node.Attempts.ShouldBe(1));
        (await RowsAsync("select count(*)::int as n from log"))[0].GetProperty("n").GetInt32().ShouldBe(1);
        (await RowsAsync(First))[0].GetProperty("feels").GetString().ShouldBe("sad");
        (await host.RunAsync(Query(Own))).State.ShouldBe(WorkflowStates.Completed);
    }

    [Fact]
    public async Task A_type_that_the_statements_make_themselves_is_told_as_undone()
    {
        var node = (await host.RunAsync(Query("insert into log values (now()); create type brief as enum ('q'); select 'q'::brief as z"))).Nodes[0];

        node.Error!.ShouldContain("all of them were undone");
        (await RowsAsync("select count(*)::int as n from log"))[0].GetProperty("n").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task What_has_no_form_is_told_with_the_name_of_its_type() =>
        (await host.RunAsync(Query("select row(1, 2)::pair as both"))).Nodes[0].Error!.ShouldContain("pair");

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
