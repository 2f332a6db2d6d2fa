namespace Swarm.Messaging.Integration.Tests.Sagas;

[CollectionDefinition(Name)]
#pragma warning disable CA1515 // xunit wants it public.
public sealed class StoreRedisDefinition : ICollectionFixture<StoreRedis>
#pragma warning restore CA1515
{
    public const string Name = "store redis";
}
