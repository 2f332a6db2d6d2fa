using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>SQLite texts that run as they stand had committed a part when their time was over: each further attempt did that part once more.</summary>
public sealed class WhatASqliteTextHadCommittedWasDoneAgainTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Endless = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) as n from c";

    private SqliteNode lite = null!;

    public async Task InitializeAsync()
    {
        lite = await SqliteNode.StartAsync(redis.Server.Port);
        await lite.DoneAsync("create table led(v text)");
    }

    public async Task DisposeAsync() => await lite.DisposeAsync();

    [Theory]
    [InlineData($"begin; insert into led values('a'); commit; {Endless}", 1, "outcome_unknown", 1, "Leave begin and commit out")]
    [InlineData($"pragma user_version; insert into led values('a'); {Endless}", 1, "outcome_unknown", 1, "time was over")]
    [InlineData($"pragma user_version; create table other(v text); {Endless}", 1, "outcome_unknown", 0, "not done again")]
    [InlineData($"begin; insert into led values('a'); {Endless}; commit", 2, "timeout", 0, "")]
    [InlineData($"pragma user_version; {Endless}", 2, "timeout", 0, "")]
    [InlineData($"insert into led values('a'); {Endless}", 2, "timeout", 0, "")]
    public async Task What_has_kept_something_is_told_and_not_done_again(string sql, int attempts, string error, int kept, string told)
    {
        var run = await lite.RunAsync(sql, more: """ "timeoutMs": 1500, "retry": { "maxAttempts": 2 },""");

        run.Nodes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(node => (node.ErrorType, node.Attempts).ShouldBe((error, attempts)), node => node.Error!.ShouldContain(told));
        (await lite.DoneAsync("select count(*) as n from led")).GetProperty("n").GetInt32().ShouldBe(kept);
    }

    [Fact]
    public async Task What_it_had_committed_before_it_failed_for_good_is_told()
    {
        var run = await lite.RunAsync("begin; insert into led values('a'); commit; insert into nowhere values('b')");

        run.Nodes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(node => node.ErrorType.ShouldBe("database_error"), node => node.Error!.ShouldContain("had committed before that stays"));
    }
}
