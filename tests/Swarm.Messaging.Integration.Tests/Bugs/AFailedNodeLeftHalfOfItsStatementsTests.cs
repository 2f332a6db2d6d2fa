using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// Of several statements in one text SQLite kept the first ones when a later one failed, and did them once more with the next attempt; rows were all collected before
/// anybody saw that they are too many; a parameter without a value was found when the node ran.
/// </summary>
public sealed class AFailedNodeLeftHalfOfItsStatementsTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData("insert into led values('a'); insert into nowhere values(1)", "nowhere")]
    [InlineData("insert into led values('a'); insert into led values('a')", "UNIQUE")]
    [InlineData("insert into led values('a') returning k, k", "2 columns are called k")]
    [InlineData("insert into led values('a') returning hex(zeroblob(600000)) as big", "1048576 bytes")]
    public async Task A_node_is_done_as_a_whole_or_not_at_all(string sql, string error)
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);
        await lite.DoneAsync("create table led(k text unique)");

        var run = await lite.RunAsync(sql);

        run.Errors.ShouldHaveSingleItem().Error.ShouldContain(error);
        run.Nodes.ShouldHaveSingleItem().Attempts.ShouldBe(1);
        (await lite.DoneAsync("select count(*) as n from led")).GetProperty("n").GetInt32().ShouldBe(0);
        await lite.DoneAsync("insert into led values('a'); insert into led values('b')");
        (await lite.DoneAsync("select count(*) as n from led")).GetProperty("n").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task What_cannot_be_in_a_transaction_is_done_without_one()
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);

        await lite.DoneAsync("create table led(k text unique); insert into led values('a')");
        await lite.DoneAsync("vacuum");
        await lite.DoneAsync("pragma journal_mode = wal");
        await lite.DoneAsync("begin; insert into led values('b'); commit");

        (await lite.DoneAsync("select count(*) as n from led")).GetProperty("n").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Rows_are_read_only_until_they_are_too_many()
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var run = await lite.RunAsync("with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) select i, hex(zeroblob(2000)) as big from n");

        run.Errors.ShouldHaveSingleItem().Error.ShouldContain("1048576 bytes as JSON, and no more are read");
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(200_000_000, "all rows are 400 MB");
    }

    [Theory]
    [InlineData("select @a as a, @b as b", """{"a":1}""", "@b")]
    [InlineData("select @a as a", "{}", "@a")]
    [InlineData("select ? as a", "{}", "in place of each ?")]
    public async Task A_parameter_without_a_value_is_told_when_the_workflow_is_submitted(string sql, string parameters, string said)
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);

        var violation = await lite.RefuseAsync(sql, parameters);

        (violation.Field, violation.Rule.Contains(said, StringComparison.Ordinal)).ShouldBe(("nodes[0].configuration.parameters", true), violation.Rule);
    }

    [Fact]
    public async Task Of_parameters_that_the_run_brings_a_missing_one_is_named()
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);

        var run = await lite.RunAsync("select @a as a, @b as b", """{"$from":"input"}""", """{"a":1}""");

        run.Errors.ShouldHaveSingleItem().Error.ShouldContain("there is none for @b");
    }
}
