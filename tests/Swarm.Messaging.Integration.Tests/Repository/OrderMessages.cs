using MassTransit;

namespace Swarm.Messaging.Integration.Tests.Repository;

public interface IOrderMessage
{
    string OrderId { get; }
}

internal sealed record OpenOrder(string OrderId) : IOrderMessage;

internal sealed record AddLine(string OrderId) : IOrderMessage;

/// <summary>Acts by effects only, so it can come as an item too.</summary>
internal sealed record NoteOrder(string OrderId) : IOrderMessage;

internal sealed record BreakOrder(string OrderId) : IOrderMessage;

internal sealed record CloseOrder(string OrderId) : IOrderMessage;

/// <summary>Begins an order and ends it at once.</summary>
internal sealed record DropOrder(string OrderId) : IOrderMessage;

internal sealed record AskOrder(string OrderId) : IOrderMessage;

internal sealed record OpenParcel(Guid CorrelationId) : CorrelatedBy<Guid>;

/// <summary>Public: MassTransit implements what it receives as an interface.</summary>
public interface IWeigh : IOrderMessage;

public interface IStamp : IOrderMessage;

/// <summary>One message, two events.</summary>
internal sealed record WeighAndStamp(string OrderId) : IWeigh, IStamp;

internal sealed record OrderOpened(string OrderId);

internal sealed record LineAdded(string OrderId, int Lines);

internal sealed record OrderState(string OrderId, string State, int Lines);

internal sealed record OrderMissing(string OrderId);
