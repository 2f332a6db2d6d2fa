using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A SQLite connection went back to its pool as a node had left it: in a transaction that nobody ended, so that what the next one wrote was lost and the file stayed
/// locked. What came after the first rows of a statement was done, and its errors were told nobody. Whole numbers went in as fractions.
/// </summary>
public sealed class ANodeLeftItsTransactionToTheNextTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task It_is_undone_and_the_node_says_so()
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);
        await lite.DoneAsync("create table led(k text)");

        var open = await lite.RunAsync("begin; insert into led values('lost')");
        await lite.DoneAsync("insert into led values('kept')");

        open.Errors.ShouldHaveSingleItem().Error.ShouldContain("began a transaction and did not end it");
        (await lite.DoneAsync("select group_concat(k) as k from led")).GetProperty("k").GetString().ShouldBe("kept");
        await lite.DoneAsync("begin; insert into led values('whole'); commit");
    }

    [Fact]
    public async Task What_a_connection_has_attached_is_gone_with_it()
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);
        await lite.DoneAsync("attach ':memory:' as side; create table side.t(n int)");

        var next = await lite.RunAsync("select * from side.t");

        next.Errors.ShouldHaveSingleItem().Error.ShouldContain("no such table");
    }

    [Theory]
    [InlineData("select 1 as one; insert into uq values('a')")]
    [InlineData("insert into uq values('b') returning k; insert into uq values('a')")]
    public async Task An_error_after_the_first_rows_fails_the_node(string sql)
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);
        await lite.DoneAsync("create table uq(k text unique); insert into uq values('a')");

        var run = await lite.RunAsync(sql);

        run.Errors.ShouldHaveSingleItem().Error.ShouldContain("UNIQUE constraint failed");
    }

    [Fact]
    public async Task All_that_was_written_counts_even_when_few_rows_are_asked_for()
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);
        await lite.DoneAsync("create table many(n int)");

        var run = await lite.RunAsync("insert into many values(1),(2),(3),(4) returning n", maxRows: "2");

        var result = run.Results["q"].Data!.Value;
        (result.GetProperty("rows").GetArrayLength(), result.GetProperty("affected").GetInt32()).ShouldBe((2, 4));
    }

    [Fact]
    public async Task A_whole_number_stays_one()
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);
        await lite.DoneAsync("create table free(v)");
        await lite.DoneAsync("insert into free values(@v)", """{"v":9007199254740993}""");

        var row = await lite.DoneAsync("select v, typeof(v) as type, 7 / @two as half from free", """{"two":2}""");

        (row.GetProperty("v").GetInt64(), row.GetProperty("type").GetString(), row.GetProperty("half").GetRawText()).ShouldBe((9007199254740993, "integer", "3"));
    }

    [Theory]
    [InlineData("select 1", """{"zz":1}""", "nodes[0].configuration.parameters")]
    [InlineData("  ", "{}", "nodes[0].configuration.sql")]
    public async Task A_statement_without_sense_is_refused(string sql, string parameters, string field)
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);

        (await lite.RefuseAsync(sql, parameters)).Field.ShouldBe(field);
    }
}
