// A hierarchical timer wheel: millions of timers, constant time to set and to cancel.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <iostream>
#include <list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <vector>

namespace swarm::timers {

using Tick = std::uint64_t;
using Callback = std::function<void(Tick)>;

/// Names a timer; never used twice.
enum class TimerId : std::uint64_t {};

struct Timer {
    TimerId id;
    Tick due;
    Callback callback;
};

template <std::size_t Slots>
class Level {
    static_assert((Slots & (Slots - 1)) == 0, "the number of slots must be a power of two");

public:
    using Slot = std::list<Timer>;

    explicit Level(Tick span) : span_(span) {}

    Tick span() const noexcept { return span_; }
    Tick reach() const noexcept { return span_ * Slots; }

    Slot& slot_of(Tick due) { return slots_[(due / span_) & (Slots - 1)]; }

    bool empty() const {
        return std::all_of(slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.empty(); });
    }

private:
    Tick span_;
    std::array<Slot, Slots> slots_{};
};

class TimerWheel {
public:
    TimerWheel();
    TimerWheel(const TimerWheel&) = delete;
    TimerWheel& operator=(const TimerWheel&) = delete;
    ~TimerWheel() = default;

    TimerId set(Tick delay, Callback callback);
    bool cancel(TimerId id);
    std::size_t advance(Tick ticks);
    std::optional<Tick> next_due() const;

    Tick now() const noexcept { return now_; }
    std::size_t size() const noexcept { return index_.size(); }
    explicit operator bool() const noexcept { return !index_.empty(); }

private:
    static constexpr std::size_t slots = 64;
    using Wheel = Level<slots>;

    struct Place {
        Wheel::Slot* slot;
        Wheel::Slot::iterator timer;
    };

    void insert(Timer timer);
    void cascade();
    std::size_t fire(Wheel::Slot& slot);

    std::vector<Wheel> levels_;
    Wheel::Slot overflow_;
    std::unordered_map<std::uint64_t, Place> index_;
    std::uint64_t last_id_ = 0;
    Tick now_ = 0;
};

TimerWheel::TimerWheel() {
    Tick span = 1;
    for (int level = 0; level < 4; ++level) {
        levels_.emplace_back(span);
        span *= slots;
    }
}

TimerId TimerWheel::set(Tick delay, Callback callback) {
    if (!callback)
        throw std::invalid_argument("a timer needs a callback");
    const auto id = static_cast<TimerId>(++last_id_);
    insert(Timer{id, now_ + std::max<Tick>(delay, 1), std::move(callback)});
    return id;
}

bool TimerWheel::cancel(TimerId id) {
    const auto found = index_.find(static_cast<std::uint64_t>(id));
    if (found == index_.end())
        return false;
    auto& [slot, timer] = found->second;
    slot->erase(timer);
    index_.erase(found);
    return true;
}

std::size_t TimerWheel::advance(Tick ticks) {
    std::size_t fired = 0;
    while (ticks-- > 0) {
        ++now_;
        cascade();
        fired += fire(levels_.front().slot_of(now_));
    }
    return fired;
}

std::optional<Tick> TimerWheel::next_due() const {
    std::optional<Tick> next;
    for (const auto& [id, place] : index_) {
        if (!next || place.timer->due < *next)
            next = place.timer->due;
    }
    return next;
}

void TimerWheel::insert(Timer timer) {
    const Tick delay = timer.due > now_ ? timer.due - now_ : 0;
    Wheel::Slot* slot = &overflow_;
    for (auto& level : levels_) {
        if (delay < level.reach()) {
            slot = &level.slot_of(timer.due);
            break;
        }
    }
    const auto key = static_cast<std::uint64_t>(timer.id);
    slot->push_back(std::move(timer));
    index_[key] = Place{slot, std::prev(slot->end())};
}

// Timers of a coarse slot move to finer ones when its time begins.
void TimerWheel::cascade() {
    for (std::size_t i = 1; i < levels_.size() && now_ % levels_[i].span() == 0; ++i) {
        Wheel::Slot moving;
        moving.swap(levels_[i].slot_of(now_));
        for (auto& timer : moving)
            insert(std::move(timer));
    }
    if (now_ % levels_.back().reach() == 0 && !overflow_.empty()) {
        Wheel::Slot moving;
        moving.swap(overflow_);
        for (auto& timer : moving)
            insert(std::move(timer));
    }
}

std::size_t TimerWheel::fire(Wheel::Slot& slot) {
    std::size_t fired = 0;
    // A callback may set and cancel timers, also in this slot: take one at a time.
    for (auto at = slot.begin(); at != slot.end();) {
        if (at->due > now_) {
            ++at;
            continue;
        }
        Timer timer = std::move(*at);
        slot.erase(at);
        index_.erase(static_cast<std::uint64_t>(timer.id));
        try {
            timer.callback(now_);
        } catch (const std::exception& error) {
            std::cerr << "timer failed: " << error.what() << '\n';
        } catch (...) {
            std::cerr << "timer failed\n";
        }
        ++fired;
        at = slot.begin();
    }
    return fired;
}

/// Cancels its timer when it goes out of scope.
class ScopedTimer {
public:
    ScopedTimer(TimerWheel& wheel, Tick delay, Callback callback)
        : wheel_(&wheel), id_(wheel.set(delay, std::move(callback))) {}
    ScopedTimer(ScopedTimer&& other) noexcept : wheel_(std::exchange(other.wheel_, nullptr)), id_(other.id_) {}
    ~ScopedTimer() {
        if (wheel_)
            wheel_->cancel(id_);
    }

    friend bool operator==(const ScopedTimer& a, const ScopedTimer& b) { return a.wheel_ == b.wheel_ && a.id_ == b.id_; }

private:
    TimerWheel* wheel_;
    TimerId id_;
};

template <typename Rep, typename Period>
Tick to_ticks(std::chrono::duration<Rep, Period> time, std::chrono::milliseconds tick) {
    const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(time);
    return whole.count() <= 0 ? 0 : static_cast<Tick>((whole + tick - std::chrono::milliseconds(1)) / tick);
}

} // namespace swarm::timers

int main() {
    using namespace swarm::timers;
    using namespace std::chrono_literals;
    TimerWheel wheel;
    std::size_t repeats = 0;
    Callback again = [&](Tick) {
        if (++repeats < 3)
            wheel.set(10, again);
    };
    wheel.set(5, again);
    const auto cancelled = wheel.set(to_ticks(50ms, 10ms), [](Tick) { std::cout << "never\n"; });
    {
        ScopedTimer scoped(wheel, 100, [](Tick) { std::cout << "never either\n"; });
    }
    wheel.cancel(cancelled);
    const auto fired = wheel.advance(10'000);
    std::cout << fired << " fired, " << wheel.size() << " left\n";
    return wheel ? 1 : 0;
}
