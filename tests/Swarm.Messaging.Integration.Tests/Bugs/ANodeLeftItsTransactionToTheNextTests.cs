using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A SQLite connection went back to its pool as a node had left it: in a transaction that nobody ended, so that what the next one wrote was lost and the file stayed
/// locked. What came after the first rows of a statement was done, and its errors were told nobody. Whole numbers went in as fractions.
/// </summary>
public sealed class ANodeLeftItsTransactionToTheNextTests(StoreRedis redis) : IClassFixture<StoreRedis>, IDisposable
{
    private readonly TempFolder folder = new("left");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    [Fact]
    public async Task It_is_undone_and_the_node_says_so()
    {
        await using var host = await StartAsync();
        await DoneAsync(host, "create table led(k text)");

        var open = await host.RunAsync(Query("begin; insert into led values('lost')"));
        await DoneAsync(host, "insert into led values('kept')");

        open.Errors.ShouldHaveSingleItem().Error.ShouldContain("began a transaction and did not end it");
        (await RowsAsync(host, "select group_concat(k) as k from led")).GetProperty("k").GetString().ShouldBe("kept");
        await DoneAsync(host, "begin; insert into led values('whole'); commit");
    }

    [Fact]
    public async Task What_a_connection_has_attached_is_gone_with_it()
    {
        await using var host = await StartAsync();
        await DoneAsync(host, "attach ':memory:' as side; create table side.t(n int)");

        var next = await host.RunAsync(Query("select * from side.t"));

        next.Errors.ShouldHaveSingleItem().Error.ShouldContain("no such table");
    }

    [Theory]
    [InlineData("select 1 as one; insert into uq values('a')")]
    [InlineData("insert into uq values('b') returning k; insert into uq values('a')")]
    public async Task An_error_after_the_first_rows_fails_the_node(string sql)
    {
        await using var host = await StartAsync();
        await DoneAsync(host, "create table uq(k text unique); insert into uq values('a')");

        var run = await host.RunAsync(Query(sql));

        run.Errors.ShouldHaveSingleItem().Error.ShouldContain("UNIQUE constraint failed");
    }

    [Fact]
    public async Task All_that_was_written_counts_even_when_few_rows_are_asked_for()
    {
        await using var host = await StartAsync();
        await DoneAsync(host, "create table many(n int)");

        var run = await host.RunAsync(Query("insert into many values(1),(2),(3),(4) returning n", more: ", \"maxRows\": 2"));

        var result = run.Results["q"].Data!.Value;
        (result.GetProperty("rows").GetArrayLength(), result.GetProperty("affected").GetInt32()).ShouldBe((2, 4));
    }

    [Fact]
    public async Task A_whole_number_stays_one()
    {
        await using var host = await StartAsync();
        await DoneAsync(host, "create table free(v)");
        await DoneAsync(host, "insert into free values(@v)", """{"v":9007199254740993}""");

        var row = await RowsAsync(host, "select v, typeof(v) as type, 7 / @two as half from free", """{"two":2}""");

        (row.GetProperty("v").GetInt64(), row.GetProperty("type").GetString(), row.GetProperty("half").GetRawText()).ShouldBe((9007199254740993, "integer", "3"));
    }

    [Theory]
    [InlineData("select 1", """{"zz":1}""", "nodes[0].configuration.parameters")]
    [InlineData("  ", "{}", "nodes[0].configuration.sql")]
    public async Task A_statement_without_sense_is_refused(string sql, string parameters, string field)
    {
        await using var host = await StartAsync();

        (await host.RefuseAsync(Query(sql, parameters))).Violations.ShouldHaveSingleItem().Field.ShouldBe(field);
    }

    private Task<WorkflowHost> StartAsync() => WorkflowHost.StartAsync(
        redis.Port, configure: services => services.Configure<WorkflowOptions>(o => o.Databases["lite"] = $"sqlite:Data Source={Path.Combine(folder.Path, "left.db")}"));

    private static SubmitWorkflow Query(string sql, string parameters = "{}", string more = "") => WorkflowHost.Parse($$"""
        { "workflowId": "sql", "nodes": [ { "id": "q", "type": "database_query", "retry": { "preset": "none" },
          "configuration": { "database": "lite", "sql": {{System.Text.Json.JsonSerializer.Serialize(sql)}}, "parameters": {{parameters}}{{more}} } } ] }
        """);

    private static async Task DoneAsync(WorkflowHost host, string sql, string parameters = "{}")
    {
        var run = await host.RunAsync(Query(sql, parameters));
        run.State.ShouldBe(WorkflowStates.Completed, string.Join("; ", run.Errors.Select(e => e.Error)));
    }

    private static async Task<System.Text.Json.JsonElement> RowsAsync(WorkflowHost host, string sql, string parameters = "{}")
    {
        var run = await host.RunAsync(Query(sql, parameters));
        run.State.ShouldBe(WorkflowStates.Completed, string.Join("; ", run.Errors.Select(e => e.Error)));
        return run.Results["q"].Data!.Value.GetProperty("rows")[0];
    }
}
