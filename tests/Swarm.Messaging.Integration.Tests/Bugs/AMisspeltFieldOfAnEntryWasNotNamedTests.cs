using System.Text.Json;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A field of an entry that does not exist was answered with "must be JSON of the same form as the value it has now", which names neither it nor those that do.</summary>
public sealed class AMisspeltFieldOfAnEntryWasNotNamedTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private AgentWorld world = null!;

    public async Task InitializeAsync() => world = await AgentWorld.StartAsync(redis.Server.ConnectionString);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("Distribution", "Operations:tag_add:Urgncy", "3", "Operations:tag_add has no field Urgncy; did you mean Urgency? there are Urgency, EstimateMs, Session, Batchable, Repeatable.")]
    [InlineData("Distribution", "Operations:tag_add:Colour", "3", "Operations:tag_add has no field Colour; there are Urgency, EstimateMs, Session, Batchable, Repeatable.")]
    [InlineData("Distribution", "Operations", """{"tag_add":{"Urgncy":3}}""", "Operations:tag_add has no field Urgncy; did you mean Urgency?")]
    [InlineData("Distribution", "Operations:tag_add", """{"urgncy":3}""", "Operations:tag_add has no field urgncy; did you mean Urgency?")]
    [InlineData("Distribution", "Operations:tag_add:Urgency", "high", "Operations:tag_add:Urgency must be a whole number.")]
    [InlineData("Distribution", "Operations:tag_add", "3", "Operations:tag_add must be an object of Urgency, EstimateMs, Session, Batchable, Repeatable.")]
    [InlineData("Distribution", "BatchSize:x", "3", "BatchSize is a number and has nothing below it, so no x either.")]
    [InlineData("Agents", "Types:tester:Stepz", "[]", "Types:tester has no field Stepz; did you mean Steps? there are Description, Capabilities, Steps.")]
    [InlineData("Placement", "KindLimits:code", "many", "KindLimits:code must be a whole number.")]
    public async Task It_is_named_with_those_that_there_are(string section, string name, string value, string expected)
    {
        var answer = await world.Get<ConfigurationUpdates>().ApplyAsync(
            section, new Dictionary<string, JsonElement> { [name] = JsonSerializer.SerializeToElement(value) }, "test", CancellationToken.None);

        answer.ShouldBeOfType<CommandRejected>().Violations.ShouldHaveSingleItem().Rule.ShouldStartWith(expected);
    }
}
