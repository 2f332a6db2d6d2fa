using System.Text.Json;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Contracts.Configuration;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The documents name an entry of a setting at run time, and it was called unknown; the whole map, which was taken, dropped what else was set.</summary>
public sealed class OneOperationCouldNotBeChangedAtRunTimeTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private AgentWorld world = null!;

    public async Task InitializeAsync() => world = await AgentWorld.StartAsync(redis.Server.ConnectionString, settings: new()
    {
        ["Distribution:Operations:my_op:EstimateMs"] = "700",
        ["Distribution:Operations:my_op:Session"] = "false",
    });

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Entries_are_set_over_what_is_set()
    {
        (await SetAsync(("Operations:my_op:Urgency", "5"), ("operations:new_op:batchable", "true"))).ShouldBeOfType<ConfigurationUpdated>();
        (await SetAsync(("Operations:my_op:Urgency", "1"))).ShouldBeOfType<ConfigurationUpdated>();

        world.Get<CrmCatalog>()["my_op"].ShouldSatisfyAllConditions(o => o.Urgency.ShouldBe(1), o => o.EstimateMs.ShouldBe(700), o => o.Session.ShouldBeFalse());
        world.Get<CrmCatalog>()["new_op"].Batchable.ShouldBeTrue();
    }

    [Fact]
    public async Task A_whole_value_says_which_entries_it_has_dropped()
    {
        (await SetAsync(("Operations:new_op:batchable", "true"))).ShouldBeOfType<ConfigurationUpdated>().Changes.ShouldHaveSingleItem().Gone.ShouldBeNull();

        var done = (await SetAsync(("Operations", """{"other_op":{"urgency":2}}"""))).ShouldBeOfType<ConfigurationUpdated>();

        done.Changes.ShouldHaveSingleItem().Gone.ShouldBe(["my_op", "new_op"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("Operations:my_op:Urgency", "high")]
    [InlineData("Operations:my_op:Urgency", "9")]
    [InlineData("Operations:my_op:Urgent", "1")]
    [InlineData("Operations:my_op", "1")]
    [InlineData("Operations::Urgency", "1")]
    [InlineData("BatchSize:x", "1")]
    public async Task What_is_no_entry_or_no_value_of_it_is_refused(string name, string value)
    {
        (await SetAsync((name, value))).ShouldBeOfType<CommandRejected>().Violations.ShouldHaveSingleItem();

        world.Get<CrmCatalog>()["my_op"].EstimateMs.ShouldBe(700);
    }

    private Task<object> SetAsync(params (string Name, string Value)[] entries) => world.Get<ConfigurationUpdates>().ApplyAsync(
        "Distribution", entries.ToDictionary(e => e.Name, e => JsonSerializer.SerializeToElement(e.Value)), "test", CancellationToken.None);
}
