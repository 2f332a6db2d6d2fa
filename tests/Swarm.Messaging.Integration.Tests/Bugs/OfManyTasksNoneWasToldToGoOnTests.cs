using System.Text;
using System.Text.Json;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Recovery;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Of more tasks than a message can name a recovered swarm was told of none, though its timeline said that they go on; and an id that is a number was no id.</summary>
public sealed class OfManyTasksNoneWasToldToGoOnTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync() => world = await SwarmWorld.StartStillAsync(redis.Server.Port, "{}");

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task The_first_are_named_and_all_are_counted()
    {
        await SaveAsync(Enumerable.Range(0, 30_000).Select(n => new { id = $"{n}-{new string('t', 40)}", status = n % 3 == 0 ? "in_progress" : "pending" }));

        var resumed = await world.Host.Get<TaskResumption>().ResumeAsync("s1", "r1", default);

        (resumed.InProgress, resumed.Pending, resumed.Told).ShouldBe((10_000, 20_000, "the swarm was told the first 1000 of each and how many there are"));
        var told = await ToldAsync();
        (told.GetProperty("truncated").GetBoolean(), told.GetProperty("inProgressCount").GetInt32(), told.GetProperty("pendingCount").GetInt32()).ShouldBe((true, 10_000, 20_000));
        told.GetProperty("inProgress").EnumerateArray().Count().ShouldBe(1_000);
        told.GetProperty("pending")[0].GetProperty("id").GetString().ShouldStartWith("1-t");
        told.GetProperty("state").GetString().ShouldBe("/api/swarms/s1");
    }

    [Fact]
    public async Task Ids_that_are_no_names_are_counted()
    {
        await SaveAsync(Enumerable.Range(0, 1_000).Select(n => new { id = $"{n}-{new string('t', 2_000)}", status = "pending" }));

        (await world.Host.Get<TaskResumption>().ResumeAsync("s1", "r1", default)).Told.ShouldBe("the swarm was told how many there are");

        (await ToldAsync()).GetProperty("pendingCount").GetInt32().ShouldBe(1_000);
    }

    [Fact]
    public async Task A_number_is_an_id()
    {
        await SaveAsync(Enumerable.Range(7, 12).Select(n => new { id = n, status = "pending", notes = new string('x', 100_000) }));

        await world.Host.Get<TaskResumption>().ResumeAsync("s1", "r1", default);

        (await ToldAsync()).GetProperty("pending").EnumerateArray().Select(t => t.GetProperty("id").GetInt32()).ShouldBe(Enumerable.Range(7, 12));
    }

    private Task SaveAsync(object tasks) => world.States.SaveAsync("s1", JsonSerializer.SerializeToElement(new { tasks }), default);

    private async Task<JsonElement> ToldAsync() => (await world.Host.Get<ISwarmInboxes>().HistoryAsync("swarm:s1", 100, default))
        .Select(m => JsonElement.Parse(Encoding.UTF8.GetString(m.Span)).GetProperty("payload")).Single(p => p.GetProperty("type").GetString() == "tasks_resumed");
}
