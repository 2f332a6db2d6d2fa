namespace Swarm.Messaging.Client.Swarms;

/// <summary>Of a program without a container.</summary>
internal sealed class NoServices : IServiceProvider
{
    public static NoServices Instance { get; } = new();

    public object? GetService(Type serviceType) => null;
}
