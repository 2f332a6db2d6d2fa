using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A <c>database_query</c> of semicolons or comments alone was taken, did nothing and was a success.</summary>
public sealed class AQueryOfNothingWasAcceptedTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData(";;;")]
    [InlineData(" ; \n ;")]
    [InlineData("-- select 1")]
    [InlineData("/* select 1; */ ; -- and no more")]
    [InlineData("/* never closed: select 1")]
    [InlineData(" \t\n")]
    public async Task It_is_refused_with_its_node(string sql)
    {
        await using var lite = await SqliteNode.StartAsync(redis.Port);

        var refused = await lite.RefuseAsync(sql);

        refused.Field.ShouldBe("nodes[0].configuration.sql");
        refused.Rule.ShouldContain("nothing but white space, comments and semicolons");
        (await lite.DoneAsync("/* one */ ; select 1 as n;")).GetProperty("n").GetInt32().ShouldBe(1);
    }
}
