using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A statement that the node puts no transaction around was done, and the server answered neither to it nor to the cancel at the end of the node's time: it was done again.</summary>
public sealed class AStatementOfItsOwnWasDoneTwiceInSilenceTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task Without_an_answer_it_is_told_and_not_done_again()
    {
        await using var far = await SilencedPostgres.StartAsync(redis, "mark-8");
        await far.Postgres.AskAsync("create table led(v text)");

        // As a parameter the word is sent when the statement is executed, not when it is prepared.
        var run = await far.RunAsync("explain analyze insert into led values(@v)", """{ "v": "mark-8" }""");

        run.Nodes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            node => node.ErrorType.ShouldBe("outcome_unknown"), node => node.Attempts.ShouldBe(1), node => node.Error!.ShouldContain("no transaction of the node"));
        (await far.Postgres.AskAsync("select count(*) from led")).ShouldBe(1L);
    }

    [Fact]
    public async Task What_the_server_says_it_cancelled_is_tried_again()
    {
        await using var postgres = await PostgresHost.StartAsync(redis);

        var run = await postgres.RunAsync("create table made as select 1 as one from pg_sleep(60)", more: """ "timeoutMs": 1500, "retry": { "maxAttempts": 2 },""");

        run.Nodes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(node => node.ErrorType.ShouldBe("timeout"), node => node.Attempts.ShouldBe(2));
        (await postgres.AskAsync("select to_regclass('made') is null")).ShouldBe(true);
    }
}
