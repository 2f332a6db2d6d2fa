using Microsoft.Extensions.Options;

namespace Swarm.Messaging.Configuration;

/// <summary>Options as they are now. Whoever takes <see cref="IOptions{T}"/> of a section that can change at run time must not be left behind.</summary>
internal sealed class CurrentOptions<T>(IOptionsMonitor<T> monitor) : IOptions<T>
    where T : class
{
    public T Value => monitor.CurrentValue;
}
