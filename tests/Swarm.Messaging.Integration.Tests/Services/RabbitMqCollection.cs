namespace Swarm.Messaging.Integration.Tests.Services;

/// <summary>
/// The one broker of a test run: it takes seconds to start. Tests that may kill or pause it belong to this collection too, which
/// runs them one after another; each uses a virtual host or a prefix of its own.
/// </summary>
[CollectionDefinition(Name)]
public sealed class RabbitMqCollection : ICollectionFixture<RabbitMqFixture>
{
    public const string Name = "RabbitMQ";
}
