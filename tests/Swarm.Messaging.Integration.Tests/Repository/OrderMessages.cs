using MassTransit;

namespace Swarm.Messaging.Integration.Tests.Repository;

/// <summary>All public: MassTransit takes other types for temporary ones, whose exchanges a restart of the broker takes away with their bindings.</summary>
public interface IOrderMessage
{
    string OrderId { get; }
}

public sealed record OpenOrder(string OrderId) : IOrderMessage;

public sealed record AddLine(string OrderId) : IOrderMessage;

/// <summary>Acts by effects only, so it can come as an item too.</summary>
public sealed record NoteOrder(string OrderId) : IOrderMessage;

public sealed record BreakOrder(string OrderId) : IOrderMessage;

public sealed record CloseOrder(string OrderId) : IOrderMessage;

/// <summary>Begins an order and ends it at once.</summary>
public sealed record DropOrder(string OrderId) : IOrderMessage;

public sealed record AskOrder(string OrderId) : IOrderMessage;

public sealed record OpenParcel(Guid CorrelationId) : CorrelatedBy<Guid>;

/// <summary>Public: MassTransit implements what it receives as an interface.</summary>
public interface IWeigh : IOrderMessage;

public interface IStamp : IOrderMessage;

/// <summary>One message, two events.</summary>
public sealed record WeighAndStamp(string OrderId) : IWeigh, IStamp;

public sealed record OrderOpened(string OrderId);

public sealed record LineAdded(string OrderId, int Lines);

public sealed record OrderState(string OrderId, string State, int Lines);

public sealed record OrderMissing(string OrderId);
