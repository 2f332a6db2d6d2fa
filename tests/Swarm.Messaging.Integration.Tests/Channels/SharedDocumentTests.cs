using System.Text;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Channels;

namespace Swarm.Messaging.Integration.Tests.Channels;

[Collection(StoreRedisDefinition.Name)]
public sealed class SharedDocumentTests
{
    private readonly StoreInstallation installation;
    private readonly RedisSharedDocuments documents;

    public SharedDocumentTests(StoreRedis redis)
    {
        installation = new StoreInstallation(redis.Connection);
        documents = new RedisSharedDocuments(redis.Connection, installation.Keys);
    }

    [Fact]
    public async Task ADocument_IsReadBack_UnderItsName_UntilItsTimeIsOver()
    {
        await documents.SetAsync("swarm:phase-5:routing-table", Bytes("{}"), TimeSpan.FromHours(1), default);
        await documents.SetAsync("stays", Bytes("1"), null, default);

        Text(await documents.GetAsync("swarm:phase-5:routing-table", default)).ShouldBe("{}");
        var database = installation.Redis.GetDatabase();
        (await database.KeyTimeToLiveAsync($"{installation.Prefix}:swarm:phase-5:routing-table")).ShouldNotBeNull();
        (await database.KeyTimeToLiveAsync($"{installation.Prefix}:stays")).ShouldBeNull();
        (await documents.DeleteAsync("stays", default)).ShouldBeTrue();
        (await documents.DeleteAsync("stays", default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Fields_AreSetAndRemovedOneByOne()
    {
        await documents.SetFieldsAsync("swarm:agents", new Dictionary<string, ReadOnlyMemory<byte>> { ["a"] = Bytes("1"), ["b"] = Bytes("2") }, null, default);
        await documents.SetFieldsAsync("swarm:agents", new Dictionary<string, ReadOnlyMemory<byte>> { ["b"] = Bytes("3") }, TimeSpan.FromHours(1), default);
        await documents.RemoveFieldsAsync("swarm:agents", ["a"], default);
        await documents.RemoveFieldsAsync("swarm:agents", [], default);
        await documents.SetFieldsAsync("swarm:agents", new Dictionary<string, ReadOnlyMemory<byte>>(), null, default);

        var (name, value) = (await documents.GetFieldsAsync("swarm:agents", default)).ShouldHaveSingleItem();
        (name, Text(value)).ShouldBe(("b", "3"));
        (await documents.GetFieldsAsync("nothing", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AList_KeepsTheNewest_InFront()
    {
        for (var i = 0; i < 12; i++)
            await documents.PushAsync("swarm:phase-5:task-failures", Bytes($"{i}"), keep: 10, default);

        (await documents.ListAsync("swarm:phase-5:task-failures", 100, default)).Select(v => Text(v)).ShouldBe(Enumerable.Range(2, 10).Reverse().Select(i => $"{i}"));
        (await documents.ListAsync("swarm:phase-5:task-failures", 2, default)).Select(v => Text(v)).ShouldBe(["11", "10"]);
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string? Text(ReadOnlyMemory<byte>? bytes) => bytes is { } b ? Encoding.UTF8.GetString(b.Span) : null;
}
