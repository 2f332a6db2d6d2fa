namespace Swarm.Messaging.Swarms.Clients;

/// <summary>Processes outside that host swarms without a connection to the store: what they say comes by commands, which any process of the system takes.</summary>
public interface ISwarmClients
{
    /// <summary>A sign of life of a host outside and of its swarms, and messages that it has handled. The same again changes nothing more.</summary>
    Task<ClientSynced> SyncAsync(ClientSync sync, CancellationToken cancellation);

    /// <summary>It gives swarms up: hosts of the system take them at once, or they wait for one.</summary>
    /// <param name="session">Empty: whichever it is.</param>
    /// <param name="swarmIds">Null: all, and the host goes.</param>
    Task<ClientLeft> LeaveAsync(string hostId, string session, IReadOnlyList<string>? swarmIds, CancellationToken cancellation);
}
