using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A SQLite text with <c>rollback to</c> a savepoint was taken for one with a transaction of its own, and ran in none; one with <c>end</c>, SQLite's other word for commit,
/// ended the node's. Either way a statement that failed later left the earlier ones done.
/// </summary>
public sealed class ASavepointWasTakenForATransactionTests(StoreRedis redis) : IClassFixture<StoreRedis>, IDisposable
{
    private readonly TempFolder folder = new("savepoint");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    [Fact]
    public async Task A_node_with_savepoints_is_done_as_a_whole_or_not_at_all()
    {
        await using var host = await StartAsync();
        await DoneAsync(host, "create table t(v text unique)");
        const string text = "insert into t(v) values('a'); savepoint s; insert into t(v) values('x'); rollback to s; release s; ";

        var run = await host.RunAsync(Query(text + "select no_such from t"));

        run.Errors.ShouldHaveSingleItem().Error.ShouldContain("no_such");
        (await ValuesAsync(host)).ShouldBe("");
        await DoneAsync(host, text + "insert into t(v) values('b')");
        (await ValuesAsync(host)).ShouldBe("a,b");
    }

    [Fact]
    public async Task A_trigger_s_end_is_none_of_a_transaction()
    {
        await using var host = await StartAsync();
        await DoneAsync(host, "create table t(v text unique)");
        const string trigger = "create trigger twice after insert on t when new.v = 'a' begin insert into t values('b'); select 1; end; ";

        (await host.RunAsync(Query(trigger + "insert into t values('a'); insert into t values('b')"))).Errors.ShouldHaveSingleItem().Error.ShouldContain("UNIQUE");
        (await ValuesAsync(host)).ShouldBe("");
        await DoneAsync(host, trigger + "insert into t values('a')");
        (await ValuesAsync(host)).ShouldBe("a,b");
    }

    [Theory]
    [InlineData("insert into t values('a'); end; insert into t values('a')", "end")]
    [InlineData("insert into t values('a'); COMMIT transaction", "commit")]
    [InlineData("begin; insert into t values('a'); commit; insert into t values('b'); rollback", "rollback")]
    public async Task What_would_end_the_node_s_is_refused_when_it_is_submitted(string sql, string word)
    {
        await using var host = await StartAsync();

        var violation = (await host.RefuseAsync(Query(sql))).Violations.ShouldHaveSingleItem();

        violation.Field.ShouldBe("nodes[0].configuration.sql");
        violation.Rule.ShouldStartWith($"Each {word} ends a transaction that the text begins itself.");
    }

    [Fact]
    public async Task So_it_is_where_the_run_says_which_database()
    {
        await using var host = await StartAsync();
        await DoneAsync(host, "create table t(v text unique)");

        var run = await host.RunAsync(Query("insert into t values('a'); end", """{"$from":"input"}"""));

        run.Errors.ShouldHaveSingleItem().Error.ShouldContain("leave the end out");
        (await ValuesAsync(host)).ShouldBe("");
    }

    private Task<WorkflowHost> StartAsync() => WorkflowHost.StartAsync(
        redis.Port, configure: services => services.Configure<WorkflowOptions>(o => o.Databases["lite"] = $"sqlite:Data Source={Path.Combine(folder.Path, "t.db")}"));

    private static SubmitWorkflow Query(string sql, string database = "\"lite\"") => WorkflowHost.Parse($$"""
        { "workflowId": "sql", "input": "lite", "nodes": [ { "id": "q", "type": "database_query", "configuration": { "database": {{database}}, "sql": {{JsonSerializer.Serialize(sql)}} } } ] }
        """);

    private static async Task<string> ValuesAsync(WorkflowHost host) =>
        (await DoneAsync(host, "select coalesce(group_concat(v), '') as v from (select v from t order by v)")).GetProperty("v").GetString()!;

    /// <returns>The first row, if there is any.</returns>
    private static async Task<JsonElement> DoneAsync(WorkflowHost host, string sql)
    {
        var run = await host.RunAsync(Query(sql));
        run.State.ShouldBe(WorkflowStates.Completed, string.Join("; ", run.Errors.Select(e => e.Error)));
        return run.Results["q"].Data!.Value.GetProperty("rows").EnumerateArray().FirstOrDefault();
    }
}
