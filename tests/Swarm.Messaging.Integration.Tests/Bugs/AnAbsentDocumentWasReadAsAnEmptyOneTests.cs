using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Channels;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The null of a conditional expression became an empty memory by way of byte[].</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class AnAbsentDocumentWasReadAsAnEmptyOneTests(StoreRedis redis)
{
    [Fact]
    public async Task An_absent_document_is_null_and_an_empty_one_is_not()
    {
        var documents = new RedisSharedDocuments(redis.Connection, new StoreInstallation(redis.Connection).Keys);
        await documents.SetAsync("empty", ReadOnlyMemory<byte>.Empty, null, default);

        (await documents.GetAsync("absent", default)).ShouldBeNull();
        (await documents.GetAsync("empty", default)).ShouldNotBeNull().Length.ShouldBe(0);
    }
}
