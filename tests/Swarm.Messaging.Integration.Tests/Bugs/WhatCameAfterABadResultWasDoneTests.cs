using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>SQLite's driver executes the rest of a text when its reader is closed: a node had failed, and what came after the failure was done, its commit included.</summary>
public sealed class WhatCameAfterABadResultWasDoneTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SqliteNode lite = null!;

    public async Task InitializeAsync()
    {
        lite = await SqliteNode.StartAsync(redis.Server.Port);
        await lite.DoneAsync("create table led(v text primary key)");
    }

    public async Task DisposeAsync() => await lite.DisposeAsync();

    [Theory]
    [InlineData("begin; insert into led values('a'); select 1 as x, 2 as x; insert into led values('b'); commit", "bad_data", 0)]
    [InlineData("begin; insert into led values('a'); select hex(zeroblob(2000000)) as x; insert into led values('b'); commit", "result_too_large", 0)]
    [InlineData("begin; select 1 as x; insert into led values('a'); insert into led values('a'); insert into led values('b'); commit", "database_error", 0)]
    [InlineData("begin; insert into led values('a'); commit; begin; insert into led values('b'); select 1 as x, 2 as x; insert into led values('c'); commit", "bad_data", 1)]
    [InlineData("select 1 as x, 2 as x; insert into led values('b')", "bad_data", 0)]
    public async Task Nothing_after_it_is_done_and_what_was_open_is_undone(string sql, string error, int kept)
    {
        var run = await lite.RunAsync(sql);

        (run.State, run.Nodes.ShouldHaveSingleItem().ErrorType).ShouldBe((WorkflowStates.Failed, error));
        (await lite.DoneAsync("select count(*) as n from led")).GetProperty("n").GetInt32().ShouldBe(kept);
        await lite.DoneAsync("begin; insert into led values('next'); commit");
    }
}
