using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Swarm.Messaging.Client.Swarms;

public static class SwarmHostRegistration
{
    /// <summary>
    /// Lets this program host swarms: a hosted service that hosts those of the options and drains at a stop, and <see cref="SwarmHost"/> for more of them.
    /// Over HTTP with an address or a data folder, over a bus of its own with a broker, and without either over the program's own MassTransit bus. One host per container.
    /// </summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static IServiceCollection AddSwarmHost(this IServiceCollection services, Action<SwarmHostOptions> configure)
    {
        var options = new SwarmHostOptions();
        configure(options);
        var connection = options.Connection();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(p =>
        {
            var (time, logs) = (p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILoggerFactory>());
            var programs = options is { Address: null, Data: null, Broker: null } ? p.GetRequiredService<IBus>() : null;
            return new SwarmHost(options, SwarmHostWays.Of(options, connection, programs, time, logs), time, logs);
        });
        services.AddHostedService<SwarmHostService>();
        return services;
    }
}
