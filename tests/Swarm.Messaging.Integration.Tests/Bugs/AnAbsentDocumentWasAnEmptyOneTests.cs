using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Channels;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A conversion made an empty document of a key that does not exist.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class AnAbsentDocumentWasAnEmptyOneTests(StoreRedis redis)
{
    [Fact]
    public async Task What_does_not_exist_is_null()
    {
        var installation = new StoreInstallation(redis.Connection);
        var documents = new RedisSharedDocuments(redis.Connection, installation.Keys);

        (await documents.GetAsync("nothing", default)).ShouldBeNull();
        await documents.SetAsync("empty", default, null, default);
        (await documents.GetAsync("empty", default)).ShouldNotBeNull().Length.ShouldBe(0);
    }
}
