using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A PostgreSQL text that undid itself by a last rollback was completed with rows affected; copy was answered with advice about pg_dump; errors had a place in a text
/// that nobody had written, and told the author of a node to change a connection string.
/// </summary>
public sealed class AStatementWasAnsweredInTheWordsOfItsDriverTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private PostgresServer server = null!;
    private WorkflowHost host = null!;

    public async Task InitializeAsync()
    {
        server = await PostgresServer.StartAsync();
        host = await WorkflowHost.StartAsync(redis.Port, configure: s => s.Configure<WorkflowOptions>(o =>
        {
            o.Databases["crm"] = $"postgresql:{server.ConnectionString}";
            o.Databases["frank"] = $"postgresql:{server.ConnectionString};Include Error Detail=true";
        }));
        (await host.RunAsync(Query("create table led(k text unique)"))).State.ShouldBe(WorkflowStates.Completed);
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("begin; insert into led values('a'); rollback", "completed with nothing done")]
    [InlineData("copy led from stdin", "json_to_recordset")]
    [InlineData("select 1; COPY (select k from led) to stdout", "read them with select")]
    public async Task What_does_nothing_or_cannot_be_done_is_refused(string sql, string said)
    {
        var violation = (await host.RefuseAsync(Query(sql))).Violations.ShouldHaveSingleItem();

        (violation.Field, violation.Rule.Contains(said, StringComparison.Ordinal)).ShouldBe(("nodes[0].configuration.sql", true), violation.Rule);
    }

    [Fact]
    public async Task What_copy_may_read_by_itself_it_reads()
    {
        (await host.RunAsync(Query("copy led from program 'echo x'"))).Errors.ShouldBeEmpty();

        (await host.RunAsync(Query("select k from led"))).Results["q"].Data!.Value.GetProperty("rows")[0].GetProperty("k").GetString().ShouldBe("x");
    }

    [Fact]
    public async Task An_error_is_what_the_database_said()
    {
        (await ErrorAsync("select *\nfrom led whree k = 'a'")).ShouldBe("crm: 42601: syntax error at or near \"k\"");
        (await ErrorAsync("select led.v from led")).ShouldBe("crm: 42703: column led.v does not exist");
        const string twice = "insert into led values('a'), ('a')";
        (await ErrorAsync(twice)).ShouldBe("crm: 23505: duplicate key value violates unique constraint \"led_k_key\"");
        (await ErrorAsync(twice, "frank")).ShouldBe("frank: 23505: duplicate key value violates unique constraint \"led_k_key\" Key (k)=(a) already exists.");
        (await ErrorAsync("select f(1)")).ShouldEndWith("You might need to add explicit type casts.");
    }

    private async Task<string> ErrorAsync(string sql, string database = "crm") => (await host.RunAsync(Query(sql, database))).Errors.ShouldHaveSingleItem().Error;

    private static SubmitWorkflow Query(string sql, string database = "crm") => WorkflowHost.Parse($$"""
        { "workflowId": "sql", "nodes": [ { "id": "q", "type": "database_query", "configuration": { "database": "{{database}}", "sql": {{JsonSerializer.Serialize(sql)}} } } ] }
        """);
}
