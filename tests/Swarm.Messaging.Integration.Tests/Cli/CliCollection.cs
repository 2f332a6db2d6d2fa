namespace Swarm.Messaging.Integration.Tests.Cli;

/// <summary>One host for all tests of the verbs.</summary>
[CollectionDefinition(Name)]
public sealed class CliCollection : ICollectionFixture<CliHost>
{
    public const string Name = "command line";
}
