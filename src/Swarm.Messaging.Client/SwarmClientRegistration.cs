using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Client.Bus;
using Swarm.Messaging.Client.Http;

namespace Swarm.Messaging.Client;

public static class SwarmClientRegistration
{
    /// <summary>
    /// Adds <see cref="ISwarmClient"/>: over HTTP with an address or a data folder, over a bus of its own with a broker (beside a bus the program may
    /// have), and without either over the program's own MassTransit bus.
    /// </summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static IServiceCollection AddSwarmClient(this IServiceCollection services, Action<SwarmClientOptions>? configure = null)
    {
        var options = new SwarmClientOptions();
        configure?.Invoke(options);
        options.Check();
        services.TryAddSingleton(TimeProvider.System);
        if (options.OverHttp)
            services.AddSingleton<ISwarmClient>(p => new HttpSwarmClient(options, p.GetRequiredService<TimeProvider>()));
        else if (options.Broker is { } broker)
            AddOwnBus(services, options, broker);
        else
            services.AddSingleton<ISwarmClient>(p => new BusSwarmClient(p.GetRequiredService<IBus>(), options, p.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Adds <see cref="ISwarmClient"/> over the bus that is being configured: <c>services.AddMassTransit(x => { x.AddSwarmClient(); ... })</c>.</summary>
    /// <exception cref="ArgumentException">Address, data folder or broker are given: this bus is the way.</exception>
    public static void AddSwarmClient(this IBusRegistrationConfigurator bus, Action<SwarmClientOptions>? configure = null) =>
        ((IServiceCollection)bus).AddSwarmClient(o =>
        {
            configure?.Invoke(o);
            if (o.OverHttp || o.Broker is not null)
                throw new ArgumentException("A swarm client inside AddMassTransit uses that bus: leave Address, Data and Broker out, or call services.AddSwarmClient.");
        });

    private static void AddOwnBus(IServiceCollection services, SwarmClientOptions options, Uri broker)
    {
        services.AddMassTransit<ISwarmClientBus>(x =>
        {
            x.DisableUsageTelemetry();
            x.UsingRabbitMq((_, bus) => bus.Host(broker, host =>
            {
                if (Uri.UnescapeDataString(broker.UserInfo).Split(':', 2) is [{ Length: > 0 } user, var password])
                {
                    host.Username(user);
                    host.Password(password);
                }
            }));
        });
        services.AddSingleton<ISwarmClient>(p => new BusSwarmClient(p.GetRequiredService<ISwarmClientBus>(), options, p.GetRequiredService<TimeProvider>()));
    }
}
