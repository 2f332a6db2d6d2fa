using Swarm.Messaging.Integration.Tests.Services;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer($"Swarm.Messaging.Integration.Tests.Services.{nameof(RabbitMqFirst)}", "Swarm.Messaging.Integration.Tests")]

namespace Swarm.Messaging.Integration.Tests.Services;

/// <summary>What takes longest by itself begins first: at the end everything would wait for it, on one thread.</summary>
public sealed class RabbitMqFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => collection.DisplayName == RabbitMqCollection.Name ? 0 : 1);
}
