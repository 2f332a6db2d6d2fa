using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Redis.Intake;

namespace Swarm.Messaging.Integration.Tests.Intake;

[Collection(StoreRedisDefinition.Name)]
public sealed class RejectedInputsTests
{
    private readonly StoreInstallation installation;
    private readonly RedisRejectedInputs rejected;

    public RejectedInputsTests(StoreRedis redis)
    {
        installation = new StoreInstallation(redis.Connection);
        rejected = new RedisRejectedInputs(redis.Connection, installation.Keys, installation.Clock);
    }

    [Fact]
    public async Task Added_IsReadBack()
    {
        var input = new RejectedInput
        {
            Id = "r1",
            Source = "swarm.submit-task",
            Code = "invalid_json",
            Message = "The body is no JSON.",
            Violations = """[{"field":"rank"}]""",
            BodyPreview = "{\"a\uFFFD\0",
            BodyBytes = 70_000,
            MessageId = "m1",
        };
        installation.Clock.Advance(TimeSpan.FromHours(3));
        await rejected.AddAsync(input, default);
        var read = (await rejected.ListAsync(null, 10, default)).Inputs.ShouldHaveSingleItem();
        read.ShouldBe(input with { At = read.At });
        (read.At - TimeProvider.System.GetUtcNow()).TotalHours.ShouldBeInRange(2.9, 3.1);
    }

    [Fact]
    public async Task Listing_PagesNewestFirst_AndKeepsAThousand()
    {
        await Task.WhenAll(Enumerable.Range(0, 500).Select(AddAsync));
        for (var n = 500; n < 1_100; n++) await AddAsync(n);
        (await rejected.CountAsync(default)).ShouldBe(1_000);

        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await rejected.ListAsync(cursor, 90, default);
            ids.AddRange(page.Inputs.Select(input => input.Id));
            cursor = page.Cursor;
            // What comes in between moves no page.
            await AddAsync(9_999);
        }
        while (cursor is not null && ids.Count < 600);
        ids.Take(600).ShouldBe(Enumerable.Range(500, 600).Reverse().Select(n => $"r{n}"));
    }

    [Fact]
    public async Task LastPage_HasNoCursor()
    {
        for (var n = 0; n < 4; n++) await AddAsync(n);
        var first = await rejected.ListAsync(null, 2, default);
        var second = await rejected.ListAsync(first.Cursor, 2, default);
        second.Inputs.Select(input => input.Id).ShouldBe(["r1", "r0"]);
        second.Cursor.ShouldBeNull();
        await Should.ThrowAsync<ArgumentException>(() => rejected.ListAsync("nonsense", 2, default));
    }

    [Fact]
    public async Task Purge_ByCountAndByAge()
    {
        (await rejected.PurgeAsync(5, default)).ShouldBe(0);
        for (var n = 0; n < 10; n++) await AddAsync(n);
        installation.Clock.Advance(TimeSpan.FromHours(2));
        for (var n = 10; n < 13; n++) await AddAsync(n);
        (await rejected.PurgeAsync(4, default)).ShouldBe(4);
        (await rejected.PurgeAsync(TimeSpan.FromHours(1), default)).ShouldBe(6);
        (await rejected.PurgeAsync(TimeSpan.FromHours(1), default)).ShouldBe(0);
        (await rejected.ListAsync(null, 10, default)).Inputs.Select(input => input.Id).ShouldBe(["r12", "r11", "r10"]);
        (await rejected.PurgeAsync(100, default)).ShouldBe(3);
        (await rejected.CountAsync(default)).ShouldBe(0);
    }

    [Fact]
    public async Task AClockSteppingBack_StopsNothing()
    {
        await AddAsync(0);
        installation.Clock.Advance(TimeSpan.FromHours(-1));
        await AddAsync(1);
        (await rejected.ListAsync(null, 10, default)).Inputs.Select(input => input.Id).ShouldBe(["r1", "r0"]);
    }

    private Task AddAsync(int n) =>
        rejected.AddAsync(new RejectedInput { Id = $"r{n}", Source = "http", Code = "invalid", Message = "No." }, default);
}
