using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>PostgreSQL had committed, and the node's time was over before its answer came: the node had timed out and did its work again.</summary>
public sealed class ACommitInSilenceWasDoneTwiceTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData("insert into led values(1)")]
    [InlineData("insert into led values(1); select 1 as one")]
    [InlineData("begin; insert into led values(1); commit")]
    public async Task It_is_told_and_not_done_again(string sql)
    {
        await using var far = await SilencedPostgres.StartAsync(redis, "commit");
        await far.Postgres.AskAsync("create table led(k int)");

        var run = await far.RunAsync(sql);

        run.Nodes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            node => node.ErrorType.ShouldBe("outcome_unknown"), node => node.Attempts.ShouldBe(1), node => node.Error!.ShouldContain("time was over"), node => node.Error!.ShouldContain("the word that keeps the work"));
        (await far.Postgres.AskAsync("select count(*) from led")).ShouldBe(1L);
    }

    [Fact]
    public async Task What_only_reads_is_read_again()
    {
        await using var far = await SilencedPostgres.StartAsync(redis, "commit");

        var run = await far.RunAsync("select 1 as one");

        (run.State, run.Nodes.ShouldHaveSingleItem().Attempts).ShouldBe((WorkflowStates.Completed, 2));
    }

    [Fact]
    public async Task A_commit_of_which_the_server_says_that_it_was_cancelled_is_tried_again()
    {
        await using var postgres = await PostgresHost.StartAsync(redis);
        await postgres.AskAsync(
            "create table led(k int); create function waits() returns trigger language plpgsql as 'begin perform pg_sleep(60); return null; end'; "
            + "create constraint trigger late after insert on led deferrable initially deferred for each row execute function waits()");

        var run = await postgres.RunAsync("insert into led values(1)", more: """ "timeoutMs": 1500, "retry": { "maxAttempts": 2 },""");

        run.Nodes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(node => node.ErrorType.ShouldBe("timeout"), node => node.Attempts.ShouldBe(2));
        (await postgres.AskAsync("select count(*) from led")).ShouldBe(0L);
    }
}
