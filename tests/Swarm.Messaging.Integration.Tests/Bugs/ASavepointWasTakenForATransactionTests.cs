using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A SQLite text with <c>rollback to</c> a savepoint was taken for one with a transaction of its own, and ran in none; one with <c>end</c>, SQLite's other word for commit,
/// ended the node's. Either way a statement that failed later left the earlier ones done.
/// </summary>
public sealed class ASavepointWasTakenForATransactionTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task A_node_with_savepoints_is_done_as_a_whole_or_not_at_all()
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);
        await lite.DoneAsync("create table t(v text unique)");
        const string text = "insert into t(v) values('a'); savepoint s; insert into t(v) values('x'); rollback to s; release s; ";

        var run = await lite.RunAsync(text + "select no_such from t");

        run.Errors.ShouldHaveSingleItem().Error.ShouldContain("no_such");
        (await ValuesAsync(lite)).ShouldBe("");
        await lite.DoneAsync(text + "insert into t(v) values('b')");
        (await ValuesAsync(lite)).ShouldBe("a,b");
    }

    [Fact]
    public async Task A_trigger_s_end_is_none_of_a_transaction()
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);
        await lite.DoneAsync("create table t(v text unique)");
        const string trigger = "create trigger twice after insert on t when new.v = 'a' begin insert into t values('b'); select 1; end; ";

        (await lite.RunAsync(trigger + "insert into t values('a'); insert into t values('b')")).Errors.ShouldHaveSingleItem().Error.ShouldContain("UNIQUE");
        (await ValuesAsync(lite)).ShouldBe("");
        await lite.DoneAsync(trigger + "insert into t values('a')");
        (await ValuesAsync(lite)).ShouldBe("a,b");
    }

    [Theory]
    [InlineData("insert into t values('a'); end; insert into t values('a')", "end")]
    [InlineData("insert into t values('a'); COMMIT transaction", "commit")]
    [InlineData("begin; insert into t values('a'); commit; insert into t values('b'); rollback", "rollback")]
    public async Task What_would_end_the_node_s_is_refused_when_it_is_submitted(string sql, string word)
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);

        var violation = await lite.RefuseAsync(sql);

        violation.Field.ShouldBe("nodes[0].configuration.sql");
        violation.Rule.ShouldStartWith($"Each {word} ends a transaction that the text begins itself.");
    }

    [Fact]
    public async Task So_it_is_where_the_run_says_which_database()
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);
        await lite.DoneAsync("create table t(v text unique)");

        var run = await lite.RunAsync("insert into t values('a'); end", input: "\"lite\"", database: """{"$from":"input"}""");

        run.Errors.ShouldHaveSingleItem().Error.ShouldContain("leave the end out");
        (await ValuesAsync(lite)).ShouldBe("");
    }

    private static async Task<string> ValuesAsync(SqliteNode lite) =>
        (await lite.DoneAsync("select coalesce(group_concat(v), '') as v from (select v from t order by v)")).GetProperty("v").GetString()!;
}
